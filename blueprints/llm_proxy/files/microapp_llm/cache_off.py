from microapp_llm.call import Call
from microapp_llm.providers.asking import Body


class NoCache:
    async def find(self, call: Call) -> Body | None:
        return None

    async def keep(self, call: Call, body: Body) -> None:
        return None
