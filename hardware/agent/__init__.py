"""The kit agent: a process of its own, which calls the server and is never called."""

from hardware.agent.kit import run_agent
from hardware.agent.program import run
from hardware.agent.settings import AgentSettings

__all__ = ["AgentSettings", "run", "run_agent"]
