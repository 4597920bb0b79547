"""The differences that stay. Each title is a heading of docs/wire.md, where the reason stands."""

from __future__ import annotations

from compat.differential.comparing import Meant

MEANT = [
    Meant(
        "A result's address is signed",
        ("raw/file in a result/1/body/*/output/data/0/url", "python/files/address/url", "javascript/files/*/url"),
    ),
    Meant(
        "What does not fit is explained",
        ("raw/no choice/*/output/error",),
    ),
    Meant(
        "Edit lists go down to what changed",
        (
            "raw/growing and shrinking/1/body/*/output/data/0/*",
            "python/generators/nested*",
            "javascript/generators/nested/*",
        ),
    ),
    Meant(
        "What is not there is a 404 in JSON",
        ("raw/join an unknown function/0/*", "raw/call nothing/0/*", "raw/run nothing/0/*"),
    ),
    Meant("A bar that is set in a step of a loop ends with the step", ("raw/progress/1/body/2/progress_data/1",)),
    Meant("Parameters by a wrong name are a 422", ("raw/call by a wrong name/0/*",)),
    Meant(
        "Streams end properly",
        ("raw/an unknown session/0/body/1", "raw/call nothing/1/body/1"),
    ),
    Meant("A stream without a session is a 400", ("raw/a stream without a session/0/*",)),
    Meant(
        "A 422 has its own words and names the first problem",
        ("raw/join with a broken body/*", "raw/join with text/*", "raw/cancel nothing/1/body/detail/1"),
    ),
    Meant(
        "A cancelled event completes with an empty list",
        ("raw/cancel a waiting call/4/body/1/output/data", "javascript/cancel_running/last"),
    ),
    Meant(
        "A batched result is not generating",
        ("raw/batch/1/body/2/output/is_generating", "raw/run one of a batch/0/body/is_generating"),
    ),
    Meant(
        "Parts of files are answered like whole ones",
        (
            "raw/upload/3/type",
            "raw/upload/3/content-disposition",
            "raw/upload/3/accept-ranges",
            "raw/upload/4/type",
            "raw/upload/4/content-length",
            "raw/upload/4/body*",
        ),
    ),
    Meant("A file part needs a name", ("raw/upload of nothing/2/*",)),
    Meant("Answers that depend on the origin say so", ("raw/origins/*/vary",)),
    Meant(
        "Schemas are written without references",
        (
            "raw/config/0/body/components/*/api_info*",
            "raw/info/0/body/named_endpoints/*/type/*",
            "raw/info/0/body/named_endpoints/*/python_type/description",
        ),
    ),
    Meant(
        "Properties that are off or unknown to the page are left out",
        ("raw/config/0/body/components/*/props/*",),
    ),
    Meant("The config says how long a page may be away", ("raw/config/0/body/resume_grace",)),
    Meant("A private endpoint answers to the page alone", ("javascript/refusals/private",)),
    Meant("A validator judges direct calls, too", ("javascript/validators/refused_unqueued/*",)),
    Meant("There is no run history and no monitoring", ("raw/config/0/body/run_history", "raw/small answers/6/*")),
]
