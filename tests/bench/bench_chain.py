"""The whole chain by service calls, on the embedded installation with its own worker."""

import json

from tests.bench import benchmark
from tests.support.live_site import LiveSite

CODE = "import json; from tests.support.chain import run_chain; print(json.dumps(run_chain(10)))"


@benchmark("chain.seconds", unit="s", note="10 people, from the pack to 10 verified certificates")
def chain() -> float:
    """Seconds of the chain itself, the installation already up."""
    site = LiveSite("bench-chain", {})
    try:
        site.boot()
        return float(json.loads(site.shell(CODE).splitlines()[-1])["seconds"])
    finally:
        site.shut_down()
