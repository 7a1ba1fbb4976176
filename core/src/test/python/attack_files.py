"""Writes the folder core/src/test/resources/attacks: small files that were made to harm, and
expected.txt with a part of the message by which each is refused (AttackFilesTest).

Made with Python 3.11 and numpy 2.4.6:  python3 attack_files.py ../resources/attacks
The object arrays hold a pickle that would run a command if anything unpickled it.
"""

import gzip
import io
import os
import struct
import sys
import zipfile

import numpy as np

FILES = {}


def attack(name, content, message):
    assert name not in FILES
    FILES[name] = (content, message)


# ---- safetensors ----


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else header.encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(shape, begin, end, dtype="U8"):
    return '{"dtype":"%s","shape":%s,"data_offsets":[%d,%d]}' % (dtype, shape, begin, end)


attack("header-of-2-63-bytes.safetensors", safetensors("{}", length=2**63), "9223372036854775808 bytes, more than the limit")
attack("header-larger-than-file.safetensors", safetensors("{}", length=9_999_999), "only 2 follow")
attack("overlap.safetensors", safetensors('{"a":%s,"b":%s}' % (tensor([4], 0, 4), tensor([4], 3, 7)), b"\0" * 7), 'begins at 3, inside of tensor "a"')
attack("same-bytes-twice.safetensors", safetensors('{"a":%s,"b":%s}' % (tensor([4], 0, 4), tensor([4], 0, 4)), b"\0" * 4), 'begins at 0, inside of tensor "a"')
attack("hole.safetensors", safetensors('{"a":%s,"b":%s}' % (tensor([4], 0, 4), tensor([4], 5, 9)), b"\0" * 9), "leaves a hole")
attack("bytes-after-the-end.safetensors", safetensors('{"a":%s}' % tensor([4], 0, 4), b"\0" * 5), "1 bytes follow the last tensor")
attack("cut-off.safetensors", safetensors('{"a":%s}' % tensor([4], 0, 4), b"\0" * 3), "only 3 follow")
attack("duplicate-name.safetensors", safetensors('{"a":%s,"a":%s}' % (tensor([0], 0, 0), tensor([0], 0, 0))), '"a" stands twice')
attack("duplicate-name-escaped.safetensors", safetensors('{"a":%s,"\\u0061":%s}' % (tensor([0], 0, 0), tensor([0], 0, 0))), '"a" stands twice')
attack("product-is-2-64.safetensors", safetensors('{"a":%s}' % tensor([65536] * 4, 0, 0)), "too large to count")
attack("product-hidden-by-zero.safetensors", safetensors('{"a":%s}' % tensor([0, 2**31 - 1, 2**31 - 1, 2**31 - 1], 0, 0)), "too large to count")
attack("four-exabytes.safetensors", safetensors('{"a":%s}' % tensor([2**30, 2**30, 4], 0, 2**62), b"\0" * 16), "only 16 follow")
attack("deep-json.safetensors", safetensors('{"a":' + "[" * 5000), "depth")
attack("name-for-the-terminal.safetensors", safetensors('{"a\\u001b[2Jb":%s}' % tensor([0], 0, 0)), "a\\u001b[2Jb")
attack("unsigned-length.safetensors", safetensors("{}", length=2**64 - 1), "18446744073709551615 bytes")

# ---- npy ----


class Runs:
    def __reduce__(self):
        return os.system, ("touch /tmp/jacobi-was-here",)


def saved(array):
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


def npy(header, data=b"", version=(1, 0), length=None):
    text = header.encode("latin1")
    count = len(text) if length is None else length
    start = b"\x93NUMPY" + bytes(version) + struct.pack("<H" if version[0] == 1 else "<I", count)
    return start + text + data


def dictionary(descr="'<f4'", order="False", shape="(2, 3)"):
    return "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n" % (descr, order, shape)


attack("object-dtype.npy", saved(np.array([Runs()], dtype=object)), "can run code and are never read")
attack("pickle.npy", b"\x80\x04\x95" + b"\0" * 20, "this is a Python pickle")
attack("structured-dtype.npy", saved(np.zeros(2, dtype=[("a", "<f4"), ("b", "O")])), "several fields")
attack("text-dtype.npy", saved(np.array(["abc"])), "which is text")
attack("python-in-the-type.npy", npy(dictionary(descr="__import__('os').system('touch /tmp/jacobi-was-here')"), b"\0" * 24), "a type in quotation marks was expected")
attack("python-in-the-shape.npy", npy(dictionary(shape="(2, len('abc'))"), b"\0" * 24), "a whole number from 0 was expected")
attack("python-instead-of-a-header.npy", npy("exec('import os')", b"\0" * 24), "a dictionary was expected")
attack("header-of-4-gb.npy", npy(dictionary(), b"\0" * 24, version=(2, 0), length=2**32 - 1), "4294967295 bytes, more than the limit")
attack("product-is-2-64.npy", npy(dictionary(shape="(65536, 65536, 65536, 65536)")), "too large to count")
attack("product-hidden-by-zero.npy", npy(dictionary(shape="(0, 2147483647, 2147483647, 2147483647)")), "too large to count")
attack("negative-length.npy", npy(dictionary(shape="(-2, -3)"), b"\0" * 24), "a whole number from 0 was expected")
attack("promises-8-gb.npy", npy(dictionary(shape="(2147483647,)"), b"\0" * 24), "2147483647 × 4 bytes, but 24 follow")
attack("deep-shape.npy", npy("{'shape': " + "(" * 9000), "a whole number from 0 was expected")
attack("duplicate-key.npy", npy("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", b"\0" * 24), '"descr" stands twice')
attack("bytes-after-the-end.npy", npy(dictionary(), b"\0" * 25), "25 follow")
attack("cut-off.npy", npy(dictionary(), b"\0" * 23), "23 follow")

# ---- npz ----


def zipped(*entries, method=zipfile.ZIP_STORED):
    """entries: (name or ZipInfo, content)"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, content in entries:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = method
            z.writestr(info, content, compresslevel=9 if method == zipfile.ZIP_DEFLATED else None)
    return out.getvalue()


def patched(content, at, fmt, value):
    changed = bytearray(content)
    struct.pack_into(fmt, changed, at, value)
    return bytes(changed)


SMALL = saved(np.arange(3, dtype="<i4"))
ZEROS = saved(np.zeros(17 * 2**20, "u1"))

one = zipped(("a.npy", SMALL))
directory = one.rindex(b"PK\1\2")
attack("dots.npz", zipped(("../../a.npy", SMALL)), "would lead out of a folder")
attack("dots-inside.npz", zipped(("a/../../b.npy", SMALL)), "would lead out of a folder")
attack("absolute.npz", zipped(("/etc/a.npy", SMALL)), "would lead out of a folder")
attack("drive.npz", zipped(("C:\\a.npy", SMALL)), "would lead out of a folder")
attack("duplicate-name.npz", zipped(("a.npy", SMALL), ("b.npy", SMALL)).replace(b"b.npy", b"a.npy"), "stands twice")
attack("object-dtype.npz", zipped(("a.npy", saved(np.array([Runs()], dtype=object)))), "can run code and are never read")
attack("zip-in-zip.npz", zipped(("a.npy", one)), "this is a zip file, not npy")
attack("bomb.npz", zipped(("a.npy", ZEROS), method=zipfile.ZIP_DEFLATED), "which is the most that is unpacked here")
link = zipfile.ZipInfo("link.npy")
link.create_system, link.external_attr = 3, 0o120777 << 16
attack("symbolic-link.npz", zipped((link, b"/etc/passwd")), "this is no npy file")
attack("wrong-checksum.npz", patched(one, directory + 16, "<I", 1), "the checksum is wrong")
attack("wrong-size.npz", patched(one, directory + 24, "<I", 2**31 - 1), "cannot come of")
attack("size-of-2-63.npz", patched(one, directory + 24, "<I", 2**32 - 1), "damaged")
attack("encrypted.npz", patched(one, directory + 8, "<H", 1), "damaged")
attack("directory-elsewhere.npz", patched(one, len(one) - 6, "<I", 2**31), "damaged")
attack("empty.npz", b"", "no zip file")


def shared(times):
    """Entries that all unpack the same bytes."""
    packed = zipped(("z0.npy", saved(np.zeros(6_000_000, "u1"))), method=zipfile.ZIP_DEFLATED)
    start = packed.rindex(b"PK\1\2")
    entry, end = packed[start:-22], packed[-22:]
    entries = b"".join(entry.replace(b"z0", b"z%d" % i) for i in range(times))
    end = patched(end, 8, "<H", times)
    end = patched(patched(end, 10, "<H", times), 12, "<I", len(entries))
    return packed[:start] + entries + end


attack("shared-bytes-bomb.npz", shared(9), "which is the most that is unpacked here")

# ---- IDX and gzip ----


def idx(*dims, data=b"", kind=8, rank=None):
    start = struct.pack(">HBB", 0, kind, len(dims) if rank is None else rank)
    return start + b"".join(struct.pack(">I", d) for d in dims) + data


whole = gzip.compress(idx(2, data=b"ab"), mtime=0)
attack("promises-4-gb.idx", idx(2**31 - 1, 2, data=b"ab"), "cut short")
attack("negative-length.idx", idx(2**32 - 1, data=b"ab"), "the most that can be")
attack("product-is-2-64.idx", idx(65536, 65536, 65536, 65536), "more than any file holds")
attack("axes-255.idx", idx(*[1] * 255, rank=255), "not an IDX file of bytes")
attack("doubles.idx", idx(2, data=b"\0" * 16, kind=0x0E), "Only unsigned bytes")
attack("bytes-after-the-end.idx", idx(2, data=b"abc"), "bytes left over")
attack("bomb.idx.gz", gzip.compress(idx(17 * 2**20, data=b"\0" * (17 * 2**20)), 9, mtime=0), "which is the most that is unpacked here")
attack("promises-more-than-deflate-can.idx.gz", gzip.compress(idx(4096, 4096, 4096), mtime=0), "packed bytes can hold")
attack("bomb-behind-the-end.idx.gz", gzip.compress(idx(2, data=b"\0" * 10_000_000), 9, mtime=0), "bytes left over")
attack("wrong-checksum.idx.gz", patched(whole, len(whole) - 8, "<I", 1), "the checksum of the unpacked data is wrong")
attack("garbage-behind.idx.gz", whole + b"rm -rf", "what follows the packed data is not gzip")
attack("thousand-empty-members.idx.gz", gzip.compress(b"", mtime=0) * 1000, "cut short within its header")
attack("endless-name.idx.gz", b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * 5000, "cut short")
attack("cut-off.idx.gz", whole[:-9], "cut short")

# ---- CSV ----

attack("bomb.csv.gz", gzip.compress(b"1,2\n" * (2**20 + 100_000), 9, mtime=0), "which is the most that is unpacked here")
attack("zero-byte.csv", b"a,b\n1,\0\n", "line 2: there is a zero byte")
attack("utf-16.csv", "a,b\n1,2\n".encode("utf-16"), "the text is UTF-16")
attack("latin-1.csv", "a,b\n1,ü\n".encode("latin-1"), "is not UTF-8")
attack("unclosed-quotation.csv", b'a,b\n1,"2\n3,4\n', "never closes it")
attack("too-many-fields.csv", b"," * 20_001, "more than 20000 fields")
attack("ragged.csv", b"a,b\n1,2\n3\n", "this row has 1 field")
attack("duplicate-column.csv", b"a,a\n1,2\n", "another column has the same name")
attack("name-for-the-terminal.csv", b"a\x1b[2J,a\x1b[2J\n1,2\n", "a\\u001b[2J")
attack("empty.csv", b"", "the file is empty")

# ---- JSON ----

attack("deep.json", b"[" * 10_000, "depth")
attack("deep-objects.json", b'{"a":' * 10_000, "depth")
attack("duplicate-key.json", b'{"a":1,"a":2}', '"a" stands twice')
attack("number-of-1000-digits.json", b'{"a":' + b"9" * 1000 + b"}", "limit")
attack("too-large-number.json", b'{"a":1e999}', "too large")
attack("more-than-64-bits.json", b'{"a":9223372036854775808}', "does not fit 64 bits")
attack("not-a-number.json", b'{"a":NaN}', "not JSON")
attack("long-key.json", b'{"' + b"k" * 10_001 + b'":1}', "limit")
attack("half-a-character.json", b'{"a":"\\ud800"}', "half of a surrogate pair")
attack("not-utf-8.json", b'{"a":"\xff"}', "not UTF-8")
attack("something-behind.json", b'{} {"a":1}', "something follows")
attack("comment.json", b'{"a":1 /* c */}', "not JSON")

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name in os.listdir(folder):
    os.remove(os.path.join(folder, name))
for name, (content, message) in FILES.items():
    with open(os.path.join(folder, name), "wb") as out:
        out.write(content)
with open(os.path.join(folder, "expected.txt"), "w") as out:
    for name, (content, message) in FILES.items():
        out.write(f"{name} | {message}\n")
