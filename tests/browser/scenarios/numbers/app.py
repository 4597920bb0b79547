"""Numbers typed and slid, rounded and bounded."""

import gradio as gr

with gr.Blocks() as demo:
    amount = gr.Number(2, label="Amount", minimum=1, maximum=9, info="One to nine")
    price = gr.Number(label="Price", precision=2, placeholder="in euros")
    share = gr.Slider(0, 100, 25, step=5, label="Share")
    gr.Slider(10, 20, step=1, randomize=True, interactive=True, label="Luck")
    total = gr.Textbox(label="Total")
    released = gr.Textbox(label="Released")
    wider = gr.Button("Wider")
    narrow = gr.Button("Narrow")
    gr.on([amount.submit, price.submit, share.release], lambda *v: repr(v), [amount, price, share], total)
    share.release(lambda value: value, share, released)
    wider.click(lambda: gr.Slider(maximum=200, value=150), None, share)
    narrow.click(lambda: gr.Slider(maximum=50), None, share)

if __name__ == "__main__":
    demo.launch()
