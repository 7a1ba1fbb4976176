"""Writes the golden file of SafeTensorsTest by hand, with numpy alone, and prints it as hex.

Made with Python 3.11.7 and numpy 2.4.6:  python3 safetensors_golden.py
With a file name it reads that file instead and prints what is in it.
"""

import json
import struct
import sys

import numpy as np

TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "U8": "u1",
    "BOOL": "?",
}


def bf16(values):
    """Upper half of a binary32; exact for the values used here."""
    return (np.array(values, "<f4").view("<u4") >> 16).astype("<u2")


def tensors():
    yield "layer.0.weight", "F32", np.array([[0.1, -2.5, 3e38], [1e-45, -0.0, np.inf]], "<f4")
    yield "doubles", "F64", np.array([[[0.1], [-1e308]]], "<f8")
    yield "half", "F16", np.array([1.5, -65504.0, 6e-8, np.inf, 0.333], "<f2")
    yield "brain", "BF16", bf16([1.0, -3.140625, 1e38 * 0])
    yield "counts", "I64", np.array([2**63 - 1, -(2**63), 0], "<i8")
    yield "labels", "I32", np.array([[7], [-2147483648]], "<i4")
    yield "pixels", "U8", np.array([0, 127, 128, 255, 3], "u1")
    yield "mask", "BOOL", np.array([[True, False, True]], "?")
    yield "scalar", "F32", np.array(42.0, "<f4")
    yield "empty", "F32", np.zeros((3, 0, 5), "<f4")
    yield "größe", "U8", np.array([9], "u1")


def build():
    header, data = {"__metadata__": {"made": "by numpy", "text": 'quote " and \u00fc'}}, b""
    for name, dtype, array in tensors():
        raw = array.tobytes()
        header[name] = {
            "dtype": dtype,
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def show(path):
    content = open(path, "rb").read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    data = content[8 + length :]
    for name, info in header.items():
        if name == "__metadata__":
            print(name, info)
            continue
        begin, end = info["data_offsets"]
        array = np.frombuffer(data[begin:end], TYPES[info["dtype"]]).reshape(info["shape"])
        print(name, info["dtype"], info["shape"], array.tolist())


if len(sys.argv) > 1:
    show(sys.argv[1])
else:
    text = build().hex()
    for i in range(0, len(text), 96):
        print(text[i : i + 96])
