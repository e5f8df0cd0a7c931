"""How much stands in one place. usage: sizes.py RULE, in the root of the tree.

functions: longer than 70 lines. folders: of more than 25 sources, which are .cc and .h that are no
tests and not for them. protos: of more than 400 lines. services: of more than 30 methods.
"""
import collections
import pathlib
import re
import sys

from sources import functions, read


def more(what, count, most):
    if count > most:
        yield f'{what}: {count}'


def sources(*roots):
    for root in roots:
        yield from (path for path in sorted(pathlib.Path(root).rglob('*'))
                    if path.suffix in ('.h', '.cc'))


def long_functions():
    for path in sources('common', 'services', 'tests'):
        longest = max((lines for _, lines in functions(read(path))), default=0)
        yield from more(f'function {path}', longest, 70)


def full_folders():
    counts = collections.Counter(
        str(path.parent) for path in sources('common', 'services', 'tests')
        if not path.stem.endswith('_test') and not path.stem.startswith('test_'))
    for folder, count in sorted(counts.items()):
        yield from more(f'folder {folder}', count, 25)


def long_protos():
    for path in sorted(pathlib.Path('protos').rglob('*.proto')):
        yield from more(f'proto {path}', len(read(path).splitlines()), 400)


def wide_services():
    for path in sorted(pathlib.Path('protos').rglob('*.proto')):
        for name, body in re.findall(r'^service (\w+) \{(.*?)^\}', read(path), re.M | re.S):
            yield from more(f'service {name}', len(re.findall(r'^  rpc ', body, re.M)), 30)


for line in {'functions': long_functions, 'folders': full_folders, 'protos': long_protos,
             'services': wide_services}[sys.argv[1]]():
    print(line)
