"""A server at its most talkative, through every door: no token, code or ICE key in its log."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import aiohttp

from rooms.roles import Role
from server.database.engine import Database
from server.database.sessions import all_rooms, current_session
from server.secret_key import load_secret
from server.tokens import Tokens
from tests.server.conftest import START

ROOT = Path(__file__).parents[2]
ICE_PASSWORD = "canaryCANARYcanaryCANARY"
OFFER = f"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-pwd:{ICE_PASSWORD}\r\nm=broken\r\n"


async def code_of_cuisine(data_dir: Path) -> tuple[str, str]:
    database = await Database.open(f"sqlite+aiosqlite:///{data_dir}/passerelle.db")
    async with database.transaction() as db:
        assert await all_rooms(db)
        session = await current_session(db, "cuisine", START)
    await database.close()
    assert session is not None
    return session.id, session.code


async def use_every_door(base: str, token: str, resident: str, code: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as client:

        async def ask(method: str, path: str, **options: object) -> int:
            async with client.request(method, base + path, **options) as answer:  # type: ignore[arg-type]
                await answer.read()
                return answer.status

        assert await ask("POST", "/api/code", json={"code": code}) == 200
        assert await ask("POST", "/api/code", data=f'{{"code": "{code}') == 404
        assert await ask("GET", f"/s/x?token={token}") == 200
        assert await ask("GET", "/api/session", headers=bearer) == 200
        assert await ask("GET", "/api/session", headers={"Authorization": token}) == 401
        sdp = bearer | {"Content-Type": "application/sdp"}
        assert await ask("POST", "/whip/cuisine", headers=sdp, data=OFFER) >= 400
        assert await ask("POST", "/whep/cuisine", headers=sdp, data=OFFER) >= 400
        for join in ({"token": resident}, {"token": resident[:-3]}, {"token": [token]}, {}):
            async with client.ws_connect(f"{base}/ws", protocols=("passerelle.v1",)) as socket:
                await socket.send_json({"type": "join", "name": "Ann"} | join)
                await socket.receive(timeout=10)
                offer = {"type": "publish.offer", "sdp": OFFER, "tracks": []}
                await socket.send_str(json.dumps(offer))
                await socket.receive(timeout=10)


async def test_no_secret_in_the_log(tmp_path: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PASSERELLE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"],
        cwd=ROOT,
        env=clean
        | {
            "PASSERELLE_DATA_DIR": str(tmp_path),
            "PASSERELLE_HTTP_PORT": "0",
            "PASSERELLE_MEDIA_PORT": "0",
            "PASSERELLE_LOG_LEVEL": "debug",
            "PASSERELLE_LOG_FORMAT": "json",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        before = ""
        while '"serving"' not in before:
            line = process.stderr.readline()
            assert line
            before += line
        found = re.search(r'"http_port": (\d+)', before)
        assert found is not None
        session, code = await code_of_cuisine(tmp_path)
        tokens = Tokens(load_secret(tmp_path))
        wall_s = START.timestamp()
        lasting = {"room": "cuisine", "wall_s": wall_s, "lifetime_s": 10**9}
        kit = tokens.issue(role=Role.KIT, **lasting)
        resident = tokens.issue(role=Role.RESIDENT, session=session, **lasting)
        await use_every_door(f"http://127.0.0.1:{found[1]}", kit, resident, code)
    finally:
        process.terminate()
        _, after = process.communicate(timeout=30)
    log = before + after
    secret = load_secret(tmp_path).decode()
    canaries = [kit, resident, kit.split(".")[2], resident.split(".")[1], code, ICE_PASSWORD]
    assert [canary for canary in [*canaries, secret] if canary in log] == []
    assert f"{code[:3]} {code[3:6]} {code[6:]}" not in log
    # The log did say something of all this.
    assert len(log.splitlines()) > 3
