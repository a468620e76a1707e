"""python -m syndication.sandbox --port 8001 --data DIR"""

import argparse
import signal
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from types import FrameType

from .server import PortTakenError, open_server


def main() -> int:
    arguments = _arguments()
    signal.signal(signal.SIGTERM, _stop)
    try:
        if arguments.data:
            return run(arguments, arguments.data)
        with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
            return run(arguments, Path(folder))
    except KeyboardInterrupt:
        return 0
    except PortTakenError as taken:
        return _fail(str(taken))
    except OSError as error:
        return _fail(f"Die Sandbox kann nicht starten: {error}")


def run(arguments: argparse.Namespace, folder: Path) -> int:
    """Serve until a signal comes; the one line on standard output says: ready."""
    server = open_server(arguments.port, folder, arguments.window_factor)
    with closing(server.app):
        print(f"Sandbox: http://127.0.0.1:{server.port}/", flush=True)  # noqa: T201
        server.serve_forever()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m syndication.sandbox",
        description="Soziale Netzwerke zum Üben, nur auf diesem Rechner.",
    )
    parser.add_argument("--port", type=int, default=8001, help="0 nimmt einen freien")
    parser.add_argument("--data", type=Path, help="Ordner, der alles behält")
    parser.add_argument(
        "--window-factor",
        type=_factor,
        default=1,
        help="so vielmal kürzer sind alle Zeitfenster der Netzwerke, etwa 600",
    )
    return parser.parse_args()


def _factor(text: str) -> float:
    factor = float(text)
    if not 0 < factor < float("inf"):
        raise argparse.ArgumentTypeError("Der Faktor muss größer als 0 sein.")
    return factor


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
