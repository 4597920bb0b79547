"""The same requests to Gradio and to Portico, and every field in which the answers differ."""
