import { OffcutError } from '../../../shared/errors.ts';
import type { StagingSettings } from '../../../shared/staging.ts';
import { request } from '../../bridge/client.ts';
import { changeSettings, currentSettings } from '../../stores/settings-store.ts';
import { isSame } from '../recipe/edit/is-same.ts';
import { keyKept, keyRemoved, type TestResult } from './provider-requests.ts';

/** Whether it is kept; what stands against it is told. Null: no bucket. */
export async function changeBucket(staging: StagingSettings | null): Promise<boolean> {
  await changeSettings({ providers: { staging } });
  return isSame(currentSettings().providers.staging, staging);
}

export const setBucketKeys = (accessKeyId: string, secretAccessKey: string) =>
  keyKept(request('providers.setBucketKeys', { accessKeyId, secretAccessKey }));

export const removeBucketKeys = () => keyRemoved(request('providers.removeBucketKeys', {}));

export async function testBucket(): Promise<TestResult> {
  try {
    await request('providers.testBucket', {});
    return { works: true, remaining: null };
  } catch (thrown) {
    return { works: false, error: OffcutError.from(thrown).toReport() };
  }
}
