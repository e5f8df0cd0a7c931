"""Prints what X.h declares and only X.h, X.cc and X_test.cc name.

What was so when the rule came stands in unused.txt, which only gets shorter.
"""
import collections
import pathlib
import re

from sources import declared, read, without_comments


KNOWN = set(read(pathlib.Path(__file__).with_name('unused.txt')).splitlines())


def main():
    files = [path for root in ('common', 'services', 'tests')
             for path in sorted(pathlib.Path(root).rglob('*')) if path.suffix in ('.h', '.cc')]
    users = collections.defaultdict(set)
    for path in files:
        unit = str(path.with_name(path.stem.removesuffix('_test')))
        for word in set(re.findall(r'\w+', without_comments(read(path)))):
            users[word].add(unit)
    for path in files:
        if path.suffix != '.h':
            continue
        text = read(path)
        macros = ' '.join(re.findall(r'^#define.*(?:\\\n.*)*', text, re.M))
        for name, kind in declared(text).items():
            if name.startswith('MATCHER') or re.search(rf'\b{name}\b', macros):
                continue  # A macro, or what one uses.
            inside = kind != 'function' and len(re.findall(rf'\b{name}\b', text)) > 1
            line = f'{path}: {name}'
            unit = {str(path.with_name(path.stem))}
            if users[name] == unit and not inside and line not in KNOWN:
                yield line


if __name__ == '__main__':
    for line in main():
        print(line)
