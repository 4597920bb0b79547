"""A program with scripts of its own everywhere that a program can have them."""

from pathlib import Path

import portico as gr

HERE = Path(__file__).parent
LOADS = f"""
<meta name="own" content="kept">
<script>document.body.dataset.head = "inline"</script>
<script>
  const loaded = document.createElement("script");
  loaded.src = "./gradio_api/file={(HERE / "loaded.js").as_posix()}";
  document.head.append(loaded);
</script>
"""
CARD = """<button id="card" onclick="this.textContent = 'pressed ' + event.type">Card</button>
<a id="link" href="javascript:document.body.dataset.link='followed'">Link</a>
<img id="broken" src="data:," onerror="this.alt = 'replaced'">
<iframe id="frame" srcdoc="<p>Frame</p><script>document.querySelector('p').textContent = 'Framed'</script>"></iframe>"""
ATTACK = '<img src="data:," onerror="document.body.dataset.hacked = 1"><b>shown</b>'
heard: list[str] = []


def echo(value: str) -> str:
    heard.append(value)
    return value


def calls() -> list[str]:
    return heard


with gr.Blocks(title="Policy") as demo:
    gr.HTML(CARD)
    text = gr.Textbox(label="Text")
    shown = gr.Textbox(label="Shown")
    text.submit(echo, text, shown, js="(value) => value + ' by js'", api_name="echo")
    gr.api(calls, api_name="calls")
    gr.Markdown(ATTACK, sanitize_html=False)
    rated = gr.HTML("0", js_on_load="element.onclick = () => { props.value = 'clicked' }", elem_id="rated")

if __name__ == "__main__":
    demo.launch(head=LOADS, js="() => { document.body.dataset.js = 'ran' }", allowed_paths=[str(HERE)])
