"""Writes the golden file of NpyTest with numpy itself:

python3 npy_golden.py > ../resources/org/jacobi/io/npy.txt

Made with Python 3.11 and numpy 2.4.6. Each line: name, format version, dtype, order, shape, numbers
in row-major order, the file in hex. Lines of npz files: name, the names of the arrays, the file.
With file names it reads these files instead and prints dtype, order, shape and numbers of each
array in them: that is how files written by Jacobi are looked at with numpy.
"""

import io
import sys

import numpy as np

INTEGERS = {
    "i1": [-128, 127, 0, -1, 5, 7],
    "i2": [-32768, 32767, 0, -1, 258, 7],
    "i4": [-(2**31), 2**31 - 1, 0, -1, 16909060, 7],
    "i8": [-(2**63), 2**63 - 1, 0, -1, 72623859790382856, 7],
    "u1": [0, 255, 127, 128, 1, 7],
    "u2": [0, 65535, 32767, 32768, 258, 7],
    "u4": [0, 2**32 - 1, 2**31 - 1, 2**31, 16909060, 7],
    "u8": [0, 2**63 - 1, 1, 2**53 + 1, 72623859790382856, 7],
}
REALS = {
    "f2": [0.0, -0.0, 65504.0, 6e-8, 0.333, -np.inf],
    "f4": [0.1, -0.0, 3e38, 1e-45, np.nan, -np.inf],
    "f8": [0.1, -0.0, 1e308, 5e-324, np.nan, np.inf],
}


def arrays():
    """name, array"""
    for code, numbers in (INTEGERS | REALS).items():
        for order in "<>":
            array = np.array(numbers, order + code).reshape(2, 3)
            yield f"{code}{order}C", array
            yield f"{code}{order}F", np.asfortranarray(array)
    yield "bool", np.array([[True, False], [False, True], [True, True]])
    yield "scalar", np.array(42.5, "<f4")
    yield "vector", np.arange(5, dtype="<i4")
    yield "empty", np.zeros((3, 0, 5), "<f8")
    yield "long vector", np.full(12345, 1, "|u1")[:7]
    cube = np.arange(2 * 3 * 5 * 7, dtype="<f4").reshape(2, 3, 5, 7)
    yield "four axes C", cube
    yield "four axes F", np.asfortranarray(cube)


def numbers(array):
    if array.dtype.kind == "f":
        return " ".join(repr(float(x)) for x in array.ravel(order="C"))
    return " ".join(str(int(x)) for x in array.ravel(order="C"))


def line(name, array, version):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    fields = [
        name,
        f"{version[0]}.{version[1]}",
        array.dtype.str,
        "F" if fortran else "C",
        " ".join(map(str, array.shape)),
        numbers(array),
        out.getvalue().hex(),
    ]
    return "|".join(f.replace("|", "-") for f in fields)


def zipped(name, save):
    out = io.BytesIO()
    save(out, weights=np.array([[1, 2, 3], [4, 5, 6]], "<f4"), labels=np.array([7, 8, 9], "<i8"))
    return f"{name}|weights labels|{out.getvalue().hex()}"


def show(path):
    loaded = np.load(path, allow_pickle=False)
    for name in loaded.files if path.endswith(".npz") else [""]:
        array = loaded[name] if name else loaded
        fortran = array.flags.f_contiguous and not array.flags.c_contiguous
        print(name, array.dtype.str, "F" if fortran else "C", array.shape, numbers(array))


if len(sys.argv) > 1:
    for path in sys.argv[1:]:
        show(path)
else:
    for name, array in arrays():
        print(line(name, array, (1, 0)))
    print(line("version 2", np.array([[1.5, 2.5]], ">f4"), (2, 0)))
    print(line("version 3", np.array([3, 4, 5], "<u2"), (3, 0)))
    print(zipped("savez", np.savez))
    print(zipped("savez_compressed", np.savez_compressed))
