import { stagingSettingsSchema, type StagingSettings } from '../../../shared/staging.ts';

/** The bucket as it is entered, and what it means. Pure. */

export const bucketTexts = ['endpoint', 'region', 'bucket', 'prefix'] as const;
export type BucketText = (typeof bucketTexts)[number];

export interface BucketFields extends Readonly<Record<BucketText, string>> {
  readonly pathStyle: boolean;
}

const noFields: BucketFields = {
  ...{ endpoint: '', region: '', bucket: '', prefix: '' },
  pathStyle: false,
};

export const fieldsOf = (staging: StagingSettings | null): BucketFields =>
  staging === null ? noFields : { ...staging, endpoint: staging.endpoint ?? '' };

/** A folder ends in a slash, whether somebody thinks of it or not; empty: the usual one. */
const prefixOf = (entered: string): string | undefined =>
  entered === '' || entered.endsWith('/') ? entered || undefined : `${entered}/`;

export type CheckedFields =
  | { readonly staging: StagingSettings; readonly wrong: readonly [] }
  /** The fields that something is wrong with, in their order. */
  | { readonly staging: null; readonly wrong: readonly BucketText[] };

export function checkedFields(fields: BucketFields): CheckedFields {
  const { endpoint, region, bucket, prefix, pathStyle } = fields;
  const { data, error } = stagingSettingsSchema.safeParse({
    endpoint: endpoint.trim() || null,
    region: region.trim(),
    bucket: bucket.trim(),
    prefix: prefixOf(prefix.trim()),
    pathStyle,
  });
  if (data !== undefined) return { staging: data, wrong: [] };
  const names = new Set(error.issues.map(({ path }) => path[0]));
  return { staging: null, wrong: bucketTexts.filter((field) => names.has(field)) };
}
