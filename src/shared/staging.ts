import { z } from 'zod';
import { isLoopback } from './server-address.ts';

/** An http address: its scheme, host with port, path, and what comes after that. */
const ADDRESS = /^(https?):\/\/([^/?#]+)[^?#]*([?#].*)?$/i;

/** What is wrong with the address of an S3 service, or undefined. */
function endpointProblem(text: string): string | undefined {
  const [, scheme = '', host = '', rest] = ADDRESS.exec(text) ?? [];
  if (scheme === '') {
    return z.url().safeParse(text).success
      ? 'it must begin with https://'
      : 'it is no address; write it as https://s3.example.com';
  }
  if (host.includes('@')) return 'keys do not belong into it';
  if (!z.url().safeParse(text).success)
    return 'it is no address; write it as https://s3.example.com';
  const isHere = isLoopback({ hostname: host.toLowerCase().replace(/:\d*$/, '') });
  if (scheme.toLowerCase() !== 'https' && !isHere) return 'it must begin with https://';
  if (rest !== undefined) return 'it must end before ? and #';
  return undefined;
}

const reservedStarts = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const reservedEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * What is wrong with the name of a bucket, or undefined, after
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (general purpose).
 */
function bucketProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return 'a bucket’s name has 3 to 63 characters';
  if (!/^[a-z0-9.-]+$/.test(name)) {
    return 'a bucket’s name holds only small letters a to z, digits, dots and hyphens';
  }
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) {
    return 'a bucket’s name begins and ends with a letter or a digit';
  }
  if (name.includes('..')) return 'a bucket’s name has no two dots in a row';
  if (z.ipv4().safeParse(name).success) return 'a bucket’s name does not look like an IP address';
  const start = reservedStarts.find((each) => name.startsWith(each));
  if (start !== undefined) return `no bucket’s name begins with ${start}`;
  const end = reservedEnds.find((each) => name.endsWith(each));
  return end === undefined ? undefined : `no bucket’s name ends with ${end}`;
}

/** What is wrong with the folder in the bucket, or undefined. */
function prefixProblem(prefix: string): string | undefined {
  if (prefix.startsWith('/')) return 'it must not begin with a slash';
  if (!prefix.endsWith('/')) return 'it must end with a slash, as in offcut/';
  if (prefix.length > 200) return 'it must not be longer than 200 characters';
  // These mean themselves in a URL and in XML, so that no server reads them in another way.
  if (!/^[A-Za-z0-9._/-]+$/.test(prefix)) {
    return 'it may hold only the letters A to Z, digits, dots, hyphens, _ and /';
  }
  const folders = prefix.slice(0, -1).split('/');
  if (folders.includes('')) return 'a name beside a slash is empty';
  return folders.some((each) => /^\.+$/.test(each)) ? 'dots alone are no name' : undefined;
}

/** A text that `problem` finds nothing wrong with. */
const checked = (problem: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/**
 * The user's own S3-compatible bucket, where pictures lie for a while that a provider fetches.
 * - `endpoint`: https, or http on this computer; null for Amazon's own in `region`.
 * - `region`: as the service calls it, such as `eu-central-1`, or `auto` at Cloudflare R2.
 * - `prefix`: the folder in the bucket, ending in `/`.
 * - `pathStyle`: whether the bucket is named in the path (https://host/bucket/) and not in the host.
 */
export const stagingSettingsSchema = z.strictObject({
  endpoint: checked(endpointProblem).nullable(),
  region: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      'a region is written as eu-central-1; services without regions take auto or us-east-1',
    ),
  bucket: checked(bucketProblem),
  prefix: checked(prefixProblem).default('offcut/'),
  pathStyle: z.boolean(),
});
export type StagingSettings = z.output<typeof stagingSettingsSchema>;
