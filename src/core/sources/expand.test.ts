import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandSources, type ExpandedSources } from './expand.ts';

const onPosix = it.skipIf(process.platform === 'win32');

let cwd: string;

beforeEach(async () => {
  cwd = await realpath(await mkdtemp(path.join(tmpdir(), 'offcut-expand-')));
});

afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function make(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(path.dirname(path.join(cwd, file)), { recursive: true });
    await writeFile(path.join(cwd, file), 'x');
  }
}

function expand(inputs: readonly string[], ignore: readonly string[] = []) {
  return expandSources(inputs, { cwd, ignore: ignore.map((name) => path.join(cwd, name)) });
}

/** Files as `path below cwd` or `path -> mirrored folder`; problems as `input: code`. */
function summary({ sources, problems }: ExpandedSources) {
  return {
    sources: sources.map((source) => {
      if (source.kind === 'stdin') return '-';
      if (source.kind === 'url') return source.url;
      const file = path.relative(cwd, source.path).split(path.sep).join('/');
      return source.folder === '' ? file : `${file} -> ${source.folder}`;
    }),
    problems: problems.map(({ input, error }) => `${input}: ${error.code}`),
  };
}

async function expanded(inputs: readonly string[], ignore?: readonly string[]) {
  return summary(await expand(inputs, ignore));
}

describe('files', () => {
  it('takes a named file whatever its extension, with an absolute path', async () => {
    await make('scan.xyz', 'plain');
    const { sources } = await expand(['scan.xyz', path.join(cwd, 'plain')]);
    expect(sources).toEqual([
      { kind: 'file', path: path.join(cwd, 'plain'), folder: '' },
      { kind: 'file', path: path.join(cwd, 'scan.xyz'), folder: '' },
    ]);
  });

  it('reports what is not there and goes on with the rest', async () => {
    await make('a.jpg');
    expect(await expanded(['gone.jpg', 'a.jpg', 'a.jpg/b.jpg', '', 'a\0b.jpg'])).toEqual({
      sources: ['a.jpg'],
      problems: [
        'gone.jpg: input-not-found',
        'a.jpg/b.jpg: input-not-found',
        ': input-not-found',
        'a\0b.jpg: input-not-found',
      ],
    });
  });

  it('does not take a misspelt name with parentheses for a pattern', async () => {
    expect((await expanded(['photo (1).jpg'])).problems).toEqual([
      'photo (1).jpg: input-not-found',
    ]);
  });

  onPosix('refuses what is neither a file nor a folder', async () => {
    expect((await expanded(['/dev/null'])).problems).toEqual(['/dev/null: input-unreadable']);
  });

  onPosix('reports a link to itself and a name that is too long', async () => {
    await symlink('loop.jpg', path.join(cwd, 'loop.jpg'));
    const long = `${'x'.repeat(300)}.jpg`;
    expect((await expanded(['loop.jpg', long])).problems).toEqual([
      'loop.jpg: input-unreadable',
      `${long}: input-unreadable`,
    ]);
  });

  it('takes the same file once, however it is named', async () => {
    await make('photos/a.jpg');
    const inputs = ['photos/a.jpg', './photos/../photos/a.jpg', 'photos', 'photos/*.jpg'];
    expect(await expanded(inputs)).toEqual({ sources: ['photos/a.jpg'], problems: [] });
  });

  onPosix('takes a file and a link to it once, as first given', async () => {
    await make('a.jpg');
    await symlink('a.jpg', path.join(cwd, 'link.jpg'));
    expect((await expanded(['link.jpg', 'a.jpg'])).sources).toEqual(['link.jpg']);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'reports a file that may not be read',
    async () => {
      await writeFile(path.join(cwd, 'a.jpg'), 'x', { mode: 0 });
      expect((await expanded(['a.jpg'])).problems).toEqual(['a.jpg: input-unreadable']);
    },
  );
});

describe('folders', () => {
  it('finds pictures below it, mirrors sub-folders and orders naturally', async () => {
    await make('p/img10.jpg', 'p/img2.JPG', 'p/sub/deep/x.png', 'p/sub/notes.txt', 'p/old.heic');
    expect(await expanded(['p'])).toEqual({
      sources: ['p/img2.JPG', 'p/img10.jpg', 'p/old.heic', 'p/sub/deep/x.png -> sub/deep'],
      problems: [],
    });
  });

  it('finds every kind of picture that is read, whatever the case of its extension', async () => {
    const names = ['heic', 'HEIF', 'hif', 'bmp', 'DIB', 'avif', 'apng', 'webp', 'tif', 'gif'];
    await make(...names.map((name) => `p/${name}.${name}`), 'p/x.ico', 'p/x.psd', 'p/x.nef');
    const { sources } = await expanded(['p']);
    expect(sources.toSorted()).toEqual(names.map((name) => `p/${name}.${name}`).toSorted());
  });

  it('skips what is hidden, temporary, ignored or in the bin', async () => {
    await make(
      'p/a.jpg',
      'p/.b.jpg',
      'p/._a.jpg',
      'p/.git/c.jpg',
      'p/.offcut-12-0123456789ab.tmp',
      'p/out/d.png',
      'p/$RECYCLE.BIN/e.jpg',
    );
    expect(await expanded(['p'], ['p/out'])).toEqual({ sources: ['p/a.jpg'], problems: [] });
  });

  onPosix('tells where files are behind links', async () => {
    await make('real/a.jpg');
    await symlink('real', path.join(cwd, 'link'));
    const { sources, realPaths } = await expand(['link', 'https://a.test/b.jpg']);
    expect(sources.map((source) => realPaths.get(source))).toEqual([
      path.join(cwd, 'real/a.jpg'),
      undefined,
    ]);
  });

  it('tells which folders it left out, and no others', async () => {
    await make('p/a.jpg', 'p/out/b.jpg');
    for (const input of ['p', 'p/**/*.jpg']) {
      const { leftOut } = await expand([input, input], ['p/out', 'elsewhere']);
      expect(leftOut).toEqual([path.join(cwd, 'p/out')]);
    }
    expect((await expand(['p/out'], ['p/out'])).leftOut).toEqual([]);
  });

  it('takes an ignored folder that is itself the input', async () => {
    await make('p/a.jpg', 'p/sub/b.jpg');
    expect((await expanded(['p'], ['p'])).sources).toEqual(['p/a.jpg', 'p/sub/b.jpg -> sub']);
    expect((await expanded(['p/sub'], ['p'])).sources).toEqual(['p/sub/b.jpg']);
  });

  it('takes a folder with the name of a picture for a folder', async () => {
    await make('p/album.jpg/a.png');
    expect((await expanded(['p'])).sources).toEqual(['p/album.jpg/a.png -> album.jpg']);
  });

  it('says when there is no picture', async () => {
    await make('p/notes.txt');
    expect(await expanded(['p', 'p/*.jpg'])).toEqual({
      sources: [],
      problems: ['p: input-no-pictures', 'p/*.jpg: input-no-pictures'],
    });
  });

  it('mirrors each file as it was first given', async () => {
    await make('p/sub/a.jpg', 'p/b.jpg');
    expect((await expanded(['p/sub', 'p'])).sources).toEqual(['p/b.jpg', 'p/sub/a.jpg']);
    expect((await expanded(['p', 'p/sub'])).sources).toEqual(['p/b.jpg', 'p/sub/a.jpg -> sub']);
  });

  onPosix('ends in loops of links', async () => {
    await make('p/a/1.jpg', 'p/b/2.jpg');
    await symlink('..', path.join(cwd, 'p/a/up'));
    await symlink('../b', path.join(cwd, 'p/a/other'));
    await symlink('../a', path.join(cwd, 'p/b/other'));
    await symlink('self', path.join(cwd, 'p/self'));
    const sources = ['p/a/1.jpg -> a', 'p/b/2.jpg -> b'];
    expect(await expanded(['p'])).toEqual({ sources, problems: [] });
    expect(await expanded(['p/**/*.jpg'])).toEqual({ sources, problems: [] });
  });

  onPosix('follows links, after what is really there', async () => {
    await make('p/z/1.jpg', 'elsewhere/2.jpg', 'elsewhere/out/3.jpg');
    await symlink('z', path.join(cwd, 'p/a-link'));
    await symlink('../elsewhere', path.join(cwd, 'p/more'));
    await symlink('z/1.jpg', path.join(cwd, 'p/0.jpg'));
    const sources = ['p/more/2.jpg -> more', 'p/z/1.jpg -> z'];
    expect((await expanded(['p'], ['elsewhere/out'])).sources).toEqual(sources);
    expect((await expanded(['p/**'], ['elsewhere/out'])).sources).toEqual(sources);
  });

  onPosix('reports a broken link to a picture', async () => {
    await make('p/a.jpg');
    await symlink('gone.jpg', path.join(cwd, 'p/b.jpg'));
    await symlink('gone.txt', path.join(cwd, 'p/b.txt'));
    const all = { sources: ['p/a.jpg'], problems: ['p: input-not-found'] };
    expect(await expanded(['p'])).toEqual(all);
  });
});

describe('patterns', () => {
  it('mirrors from the fixed part and takes pictures only', async () => {
    await make('p/2024/a.jpg', 'p/2024/x/b.png', 'p/2023/c.jpg', 'p/2024/notes.txt');
    expect(await expanded(['p/2024/**'])).toEqual({
      sources: ['p/2024/a.jpg', 'p/2024/x/b.png -> x'],
      problems: [],
    });
    expect((await expanded(['p/*/*.jpg'])).sources).toEqual([
      'p/2023/c.jpg -> 2023',
      'p/2024/a.jpg -> 2024',
    ]);
    expect((await expanded([`${cwd}/p/202{3,5}/?.jpg`])).sources).toEqual(['p/2023/c.jpg -> 2023']);
  });

  it('prefers a file of that very name', async () => {
    await make('photo [1].jpg', 'photo 1.jpg');
    expect((await expanded(['photo [1].jpg'])).sources).toEqual(['photo [1].jpg']);
  });

  onPosix('prefers a file named with an asterisk', async () => {
    await make('*.jpg', 'a.jpg');
    expect((await expanded(['*.jpg'])).sources).toEqual(['*.jpg']);
  });

  it('takes a folder of that very name for the fixed part', async () => {
    await make('Trip [2024]/a.jpg', 'Trip 2/b.jpg', '(x)/c.jpg');
    expect((await expanded(['Trip [2024]/*.jpg', '(x)/*.jpg'])).sources).toEqual([
      '(x)/c.jpg',
      'Trip [2024]/a.jpg',
    ]);
  });

  it('leaves out hidden and ignored files, unless they are named', async () => {
    await make('p/a.jpg', 'p/.b.jpg', 'p/.c/d.jpg', 'p/out/e.jpg');
    expect((await expanded(['p/**'], ['p/out'])).sources).toEqual(['p/a.jpg']);
    expect((await expanded(['p/.c/*'])).sources).toEqual(['p/.c/d.jpg']);
    expect((await expanded(['p/out/*'], ['p/out'])).sources).toEqual(['p/out/e.jpg']);
  });

  it('understands a way upwards', async () => {
    await make('p/a.jpg', 'q/b.jpg');
    expect((await expanded(['p/../q/*.jpg'])).sources).toEqual(['q/b.jpg']);
  });
});

describe('addresses and standard input', () => {
  it('takes each once, after the files', async () => {
    await make('a.jpg');
    const url = 'https://pictures.test/a.jpg';
    expect(await expanded(['-', url, 'a.jpg', '-', 'HTTPS://Pictures.test/a.jpg'])).toEqual({
      sources: ['a.jpg', '-', url],
      problems: [],
    });
  });

  it('refuses other schemes and broken addresses', async () => {
    expect(
      (
        await expanded([
          'ftp://a.test/x.jpg',
          'http://',
          'file:///x.jpg',
          'https://me:pw@a.test/x.jpg',
        ])
      ).problems,
    ).toEqual([
      'ftp://a.test/x.jpg: url-invalid',
      'http://: url-invalid',
      'file:///x.jpg: url-invalid',
      'https://me:pw@a.test/x.jpg: url-with-credentials',
    ]);
  });
});
