"""What the rules of the tree read of clang-formatted C++: names that a header declares, and bodies."""
import pathlib
import re

_COMMENTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*')
_NAME = re.compile(r'((?:\w+::)*~?\w+)\s*(?:<[^()]*>)?\s*\(')
_TYPE = re.compile(r'^(?:class|struct|enum(?: class)?|union)\s+(\w+)\s*(?:final)?\s*(?:[:{]|$)')
_USING = re.compile(r'^using (\w+) =')
_VALUE = re.compile(r'\b(\w+)\s*(?:\[\]|\[\w+\])?\s*(?:=|\{|;)')


def without_comments(text):
    return re.sub(r'//[^\n]*', '', re.sub(r'"//', '"', text))


def bare(text):
    """The text without comments, strings emptied and preprocessor lines left out."""
    text = _COMMENTS.sub(lambda found: '""' if found[0].startswith('"') else '', text)
    return re.sub(r'^#.*(?:\\\n.*)*', '', text, flags=re.M)


def statements(text):
    """Yields (statement, body) of what stands in the namespaces of a bare text; body may be None."""
    start = depth = 0
    head = None
    for at, char in enumerate(text):
        if char == '{':
            if depth == 0:
                if re.match(r'\s*(?:inline )?namespace\b[^;=(]*$', text[start:at]):
                    start = at + 1
                    continue
                head = at
            depth += 1
        elif char == '}' and depth == 0:
            start = at + 1
        elif char == '}':
            depth -= 1
            # Of a function: nothing follows the body.
            if depth == 0 and not re.match(r'\s*[;,)]|\s*\w+;', text[at + 1:at + 20]):
                yield ' '.join(text[start:head].split()), text[head:at + 1]
                start, head = at + 1, None
        elif char == ';' and depth == 0:
            end = head if head is not None else at
            yield ' '.join(text[start:end].split()), text[head:at] if head is not None else None
            start, head = at + 1, None


def declared(text):
    """The names that a header declares: {name: 'function', 'defined', 'type' or 'value'}."""
    names = {}
    for head, body in statements(bare(text)):
        head = re.sub(r'^template <.*?>\s+(?=\w)', '', head)
        if head.startswith(('friend', 'static_assert', 'using namespace')):
            continue
        kind = _TYPE.match(head + ('{' if body is not None else ''))
        if kind or _USING.match(head):
            if not kind or body is not None:  # Else a forward declaration.
                names[(kind or _USING.match(head))[1]] = 'type'
            continue
        assigned = re.search(r'(?<![=<>!])=(?!=)', head)
        function = _NAME.search(head)
        if function and not (assigned and assigned.start() < function.start()):
            name = function[1]
            if '::' not in name:
                defined = body is not None or names.get(name) == 'defined'
                names[name] = 'defined' if defined else 'function'
        else:
            value = _VALUE.search(head + ('{' if body is not None else ';'))
            if value:
                names[value[1]] = 'value'
    return names


def functions(text):
    """Yields (line, count) of every body that begins and ends in column 0."""
    begun = None
    for number, line in enumerate(text.split('\n'), 1):
        if re.match(r'\}', line) and begun:
            yield begun, number - begun + 1
            begun = None
        elif re.match(r'[\w~]', line):
            other = re.match(r'(namespace|struct|class|enum|union|extern)\b', line)
            begun = None if other else number
            if begun and line.rstrip().endswith((';', ':')):
                begun = None


def read(path):
    return pathlib.Path(path).read_text(encoding='utf-8')
