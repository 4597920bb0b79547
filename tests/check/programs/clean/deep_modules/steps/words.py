CACHE = {}


def tidy(text):
    return rules().get("prefix", "") + text.strip()


def rules():
    if "rules" not in CACHE:
        CACHE["rules"] = {"prefix": "> "}
    return CACHE["rules"]
