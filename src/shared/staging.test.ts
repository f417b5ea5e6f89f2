import { describe, expect, it } from 'vitest';
import { stagingSettingsSchema } from './staging.ts';

const good = {
  endpoint: 'https://s3.example.com',
  region: 'eu-central-1',
  bucket: 'my-pictures.2026',
  pathStyle: true,
};

/** The first thing that is wrong, with the field that it is about. */
function reasonOf(input: unknown): string {
  const issue = stagingSettingsSchema.safeParse(input).error?.issues[0];
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'nothing is wrong'}`;
}

describe('the settings of a bucket', () => {
  it('have a folder of their own by default', () => {
    expect(stagingSettingsSchema.parse(good)).toEqual({ ...good, prefix: 'offcut/' });
  });

  it.each([
    { endpoint: null },
    { endpoint: 'https://account.r2.cloudflarestorage.com', region: 'auto' },
    { endpoint: 'https://project.supabase.co/storage/v1/s3' },
    { endpoint: 'http://localhost:9000' },
    { endpoint: 'http://127.0.0.1:9000' },
    { endpoint: 'http://[::1]:9000' },
    { bucket: 'abc' },
    { prefix: 'a/b-c_d.e/' },
  ])('may be %o', (changes) => {
    expect(stagingSettingsSchema.parse({ ...good, ...changes })).toMatchObject(changes);
  });

  it.each([
    [{ endpoint: 's3.example.com' }, 'endpoint: it is no address'],
    [{ endpoint: 'http://s3.example.com' }, 'endpoint: it must begin with https://'],
    [{ endpoint: 'http://127.0.0.1.example.com' }, 'endpoint: it must begin with https://'],
    [{ endpoint: 'ftp://localhost' }, 'endpoint: it must begin with https://'],
    [{ endpoint: 'https://key:secret@s3.example.com' }, 'endpoint: keys do not belong into it'],
    [{ endpoint: 'https://s3.example.com/?a=b' }, 'endpoint: it must end before'],
    [{ region: 'Frankfurt!' }, 'region: a region is written as'],
    [{ region: '' }, 'region: a region is written as'],
    [{ bucket: 'ab' }, 'bucket: a bucket’s name has 3 to 63'],
    [{ bucket: 'a'.repeat(64) }, 'bucket: a bucket’s name has 3 to 63'],
    [{ bucket: 'Pictures' }, 'bucket: a bucket’s name holds only small letters'],
    [{ bucket: 'my_pictures' }, 'bucket: a bucket’s name holds only small letters'],
    [{ bucket: 'pictures/2026' }, 'bucket: a bucket’s name holds only small letters'],
    [{ bucket: '-pictures' }, 'bucket: a bucket’s name begins and ends'],
    [{ bucket: 'pictures.' }, 'bucket: a bucket’s name begins and ends'],
    [{ bucket: 'my..pictures' }, 'bucket: a bucket’s name has no two dots'],
    [{ bucket: '192.168.5.4' }, 'bucket: a bucket’s name does not look like an IP'],
    [{ bucket: 'xn--pictures' }, 'bucket: no bucket’s name begins with xn--'],
    [{ bucket: 'pictures--x-s3' }, 'bucket: no bucket’s name ends with --x-s3'],
    [{ prefix: '/offcut/' }, 'prefix: it must not begin with a slash'],
    [{ prefix: 'offcut' }, 'prefix: it must end with a slash'],
    [{ prefix: '' }, 'prefix: it must end with a slash'],
    [{ prefix: 'a//b/' }, 'prefix: a name beside a slash is empty'],
    [{ prefix: 'a/../b/' }, 'prefix: dots alone are no name'],
    [{ prefix: 'my pictures/' }, 'prefix: it may hold only'],
    [{ prefix: `${'a'.repeat(200)}/` }, 'prefix: it must not be longer'],
    [{ pathStyle: undefined }, 'pathStyle: '],
    [{ secretAccessKey: 'secret' }, 'Unrecognized key'],
  ])('may not be %o', (changes, reason) => {
    expect(reasonOf({ ...good, ...changes })).toContain(reason);
  });
});
