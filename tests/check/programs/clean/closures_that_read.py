"""Pages built by a function, whose handlers read what stands around them."""

import portico as gr


def page(language, words):
    prefix = f"{language}: "
    known = dict(words)
    known["bye"] = "tschüss"

    def translate(text):
        found = [known.get(word, word) for word in text.split()]
        found.insert(0, prefix)
        return " ".join(found)

    with gr.Blocks() as made:
        text, out = gr.Textbox(), gr.Textbox()
        text.submit(translate, text, out)
        for word in known:
            gr.Button(word).click(lambda word=word: known[word], None, out)
    return made


demo = gr.TabbedInterface([page("de", {"hello": "hallo"}), page("fr", {"hello": "salut"})], ["German", "French"])
