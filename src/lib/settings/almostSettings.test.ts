import { describe, expect, it } from 'vitest';
import { almostSettings } from './settings.ts';

const MINIMAL = {
  INSTALLATION_ID: '22222222-2222-4222-8222-222222222222',
  SUBSCRIPTION_IDS: '11111111-1111-4111-8111-11111111111a',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

describe('variables that are almost settings', () => {
  it.each([
    ['ONBOARDING_MOD', 'ONBOARDING_MODE'],
    ['TRUSTED_TAG', 'TRUSTED_TAGS'],
    ['acces_mode', 'ACCESS_MODE'],
    ['AzureWebJobsStorage__acountName', 'AzureWebJobsStorage__accountName'],
  ])('%s is reported, and what may have been meant', (key, meant) => {
    expect(almostSettings({ ...MINIMAL, [key]: 'x' })).toEqual([
      {
        key,
        message: `${key} is no setting, and is ignored.`,
        fix: `If ${meant} is meant, rename it; else give it another name, or remove it.`,
      },
    ]);
  });

  it.each([
    ['a setting', {}],
    [
      'what the platform sets',
      { WEBSITE_SITE_NAME: 'x', FUNCTIONS_WORKER_RUNTIME: 'node', PATH: '/bin', HTTP_HOST: 'x' },
    ],
    ['what the host reads', { AzureWebJobsStorage__credential: 'managedidentity', AzureWebJobsFeatureFlags: 'x' }],
    ['what has no value', { ONBOARDING_MOD: undefined, TRUSTED_TAG: ' ' }],
  ])('%s is none', (_, environment) => {
    expect(almostSettings({ ...MINIMAL, ...environment })).toEqual([]);
  });
});
