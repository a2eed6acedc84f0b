"""An Out of the command line that keeps silent."""


class Quiet:
    def say(self, line: str = "") -> None: ...
    def tell(self, text: str) -> None: ...
    def input(self) -> bytes:
        return b""
