"""What the foreign clients share: the started programs, and code made from the contracts."""

import importlib
import pathlib
import subprocess
import sys
import tempfile
import types

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e"))
import grpc  # noqa: E402
from suite import PATIENCE, SERVICES, Service, SuiteTest  # noqa: E402,F401

CERTS = SOURCE / "deploy" / "certs" / "make-dev-certs"
POLICY = SOURCE / "deploy" / "kustomize" / "base" / "policy.json"
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


def contract(package):
    """All messages, enumerators and stubs of a package, such as "parks", after generate()."""
    names = {}
    for file in sorted((SOURCE / "protos" / "zgc" / package / "v1").glob("*.proto")):
        for suffix in ("_pb2", "_pb2_grpc"):
            module = importlib.import_module(f"zgc.{package}.v1.{file.stem}{suffix}")
            names.update({n: v for n, v in vars(module).items() if not n.startswith("_")})
    return types.SimpleNamespace(**names)


def make_certs(folder, *arguments):
    """A certificate for each name, signed by the folder's own authority."""
    options = [a for a in arguments if a.startswith("--")]
    names = [a for a in arguments if not a.startswith("--")]
    subprocess.run([CERTS, *options, folder, *names], check=True, capture_output=True,
                   timeout=PATIENCE)


def deployed(folder, name):
    """The flags of a service that runs as it is deployed: mutual TLS and the policy."""
    return (f"--tls-cert={folder}/{name}.pem", f"--tls-key={folder}/{name}-key.pem",
            f"--tls-ca={folder}/ca.pem", f"--policy={POLICY}")


def credentials(authority, folder, name):
    """Those of a caller with the certificate of that name in the folder; None has none."""
    pair = {}
    if name:
        pair = {"private_key": (folder / f"{name}-key.pem").read_bytes(),
                "certificate_chain": (folder / f"{name}.pem").read_bytes()}
    return grpc.ssl_channel_credentials(authority.read_bytes(), **pair)
