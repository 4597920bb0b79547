"""A list of the function around the handler."""

import portico as gr


def page_of(title):
    seen = []

    def look(word):
        seen.append(word)  # expect: PC103
        return f"{title}: {', '.join(seen)}"

    return gr.Interface(look, "text", "text")


demo = page_of("Words")
