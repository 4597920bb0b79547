"""What visitors ask, and who they are, stands in the log."""

import logging

import portico as gr

logger = logging.getLogger(__name__)


def answer(question, request: gr.Request):
    agent = request.headers["user-agent"]
    logger.info("%s asked with %s", request.username, agent)  # expect: PC131
    prompt = f"Q: {question}\nA:"
    logging.debug(prompt)  # expect: PC131
    return "I do not know."


demo = gr.Interface(answer, "text", "text")
