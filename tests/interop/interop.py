"""What the foreign clients share: the started programs, and code made from the contracts."""

import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e"))
from suite import PATIENCE, SERVICES, Service, SuiteTest  # noqa: E402,F401

BUF = SOURCE / "tests" / "tools" / "buf"


def generate():
    """Messages and stubs of all contracts, as a stranger makes them: with protoc alone."""
    folder = tempfile.TemporaryDirectory(prefix="zgc-interop-")
    protos = SOURCE / "protos"
    files = [str(file.relative_to(protos)) for file in protos.rglob("*.proto")]
    subprocess.run(
        ["protoc", f"-I{protos}", f"--python_out={folder.name}",
         "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
         f"--grpc_python_out={folder.name}", *files], check=True, timeout=PATIENCE)
    sys.path.insert(0, folder.name)
    return folder
