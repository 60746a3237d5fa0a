/**
 * Reads a .dockerignore of plain paths and `*`: the last line that speaks of a path, or of a folder it is in, says whether it is kept from the
 * build; one that begins with `!` lets it in.
 */
export function readIgnored(text: string): (path: string) => boolean {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return (path) => {
    const last = lines.findLast((line) => speaksOf(line.replace(/^!/, ''), path));
    return last !== undefined && !last.startsWith('!');
  };
}

function speaksOf(pattern: string, path: string): boolean {
  return pattern === '*' || path === pattern || path.startsWith(`${pattern}/`);
}
