"""The town as a folder with a tocsin.yaml, for processes of their own."""

from __future__ import annotations

from pathlib import Path

from tests.flow.conftest import BIG, IDENTITY, Town


def configure(town: Town) -> Path:
    folder = town.folder.parent
    (folder / "rules").mkdir()
    (folder / "rules" / "big.yaml").write_text(BIG)
    file = folder / "tocsin.yaml"
    file.write_text(
        f"""
identity: {IDENTITY}
edgar: {{www: "{town.edgar.www}", data: "{town.edgar.data}", latest: {{every: 200ms, off_hours: 200ms}}}}
slack: {{api: "{town.slack.api}", token: {town.slack.token}}}
receivers: {{desk: {{slack: {{channel: "#ai-desk"}}}}, ops: {{slack: {{channel: "#tocsin-ops"}}}}}}
route: {{receiver: desk}}
ops: [ops]
"""
    )
    return file
