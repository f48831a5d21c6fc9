"""The trained pair model as the files that are shipped: int8 ONNX, tokenizer, digests.

    python models/agreement-small/export.py MODEL.pt --base DIR --out DIR

Weights are int8 by channel; activations are quantised as they come (dynamic quantisation).
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

import torch
from net import PairModel
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

FILES = ("model.onnx", "tokenizer.json", "calibration.json")


class Single(nn.Module):
    """The pair model for one pair at a time, which needs no mask."""

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of classes (1, 4), evidence (1, t) and sentence (1, 7)."""
        return self.model(ids, torch.ones_like(ids), segments)


def load(path: Path, base: Path) -> PairModel:
    """A trained model, in evaluation mode."""
    model = PairModel.blank(base)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


def to_onnx(model: PairModel, path: Path) -> None:
    """The model in fp32, for one pair of any length."""
    ids = torch.randint(1000, 20000, (1, 77))
    length = {1: torch.export.Dim("length", min=3, max=512)}
    torch.onnx.export(
        Single(model).eval(), (ids, torch.zeros_like(ids)), str(path),
        input_names=["ids", "segments"], output_names=["classes", "evidence", "sentence"],
        dynamic_shapes={"ids": length, "segments": length},
        dynamo=True, opset_version=18, external_data=False,
    )  # fmt: skip


def to_int8(source: Path, path: Path) -> None:
    """The same with int8 weights, by channel, embeddings included."""
    quantize_dynamic(
        str(source), str(path), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )  # fmt: skip


def digests(folder: Path) -> None:
    """SHA256SUMS of the files that are loaded."""
    lines = [
        f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n"
        for n in FILES
        if (folder / n).exists()
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def main() -> None:
    """Write the shipped files into `--out`; calibration.json is `calibrate.py`'s."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="keep fp32, to compare")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model.onnx"
        to_onnx(load(args.model, args.base), plain)
        if args.float:
            shutil.copy(plain, args.out / "model.onnx")
        else:
            to_int8(plain, args.out / "model.onnx")
    shutil.copy(args.base / "tokenizer.json", args.out / "tokenizer.json")
    digests(args.out)


if __name__ == "__main__":
    main()
