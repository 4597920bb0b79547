"""Markdown and HTML, the program's own and a visitor's."""

import portico as gr

ARTICLE = """
    # Field guide
    Some **bold** words, a [link](https://example.com) and `code`.

    ## Birds

    ```python
    def sing(times: int) -> str:
        return "tweet " * times
    ```
"""

with gr.Blocks() as demo:
    gr.Markdown(ARTICLE, header_links=True, buttons=["copy"], elem_id="article")
    words = gr.Textbox(label="Words")
    shown = gr.Markdown(elem_id="shown")
    words.submit(lambda text: text, words, shown)

    gr.Markdown("\n\n".join(f"Line {number}" for number in range(50)), max_height=120, elem_id="long")
    gr.HTML("<p>row</p>" * 50, max_height=100, autoscroll=True, elem_id="rows")
    gr.HTML("<p>Twelve <em>species</em></p>", elem_id="plain")
    stars = gr.HTML(
        3,
        label="Stars",
        most=5,
        html_template="<button>${'*'.repeat(value)} ${value} of ${most}</button>",
        css_template="button { color: ${value > 3 ? 'rgb(0, 90, 0)' : 'rgb(90, 0, 0)'}; background: white; }",
        js_on_load="element.addEventListener('click', () => { props.value += 1; trigger('submit'); });",
        elem_id="stars",
    )
    said = gr.Textbox(label="Said")
    stars.submit(lambda count: f"thanks for {count}", stars, said)
    gr.Button("Ten").click(lambda: gr.HTML(most=10, value=7), None, stars)
    press = gr.HTML("<p>Press me</p>")
    press.click(lambda: "pressed", None, said)

if __name__ == "__main__":
    demo.launch()
