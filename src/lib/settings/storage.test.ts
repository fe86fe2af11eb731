import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** All that is required, but for the storage account. */
const MINIMAL: Environment = {
  INSTALLATION_ID: '22222222-2222-4222-8222-222222222222',
  SUBSCRIPTION_IDS: '11111111-1111-4111-8111-11111111111a',
};

function problemsOf(environment: Environment) {
  const read = readSettings(environment);
  return read.ok ? [] : read.problems;
}

describe('the storage account', () => {
  const uris = {
    AzureWebJobsStorage__blobServiceUri: 'https://b.example',
    AzureWebJobsStorage__queueServiceUri: 'https://q.example',
    AzureWebJobsStorage__tableServiceUri: 'https://t.example',
  };

  it.each<[string, Environment]>([
    ['a connection string', { AzureWebJobsStorage: 'UseDevelopmentStorage=true' }],
    ['the name of an account', { AzureWebJobsStorage__accountName: 'starcentra' }],
    ['the addresses of all its services', uris],
  ])('may be named by %s', (_sentence, environment) => {
    expect(problemsOf({ ...MINIMAL, ...environment })).toEqual([]);
  });

  it.each<[string, Environment]>([
    ['nothing', {}],
    ['the address of one service', { AzureWebJobsStorage__queueServiceUri: uris.AzureWebJobsStorage__queueServiceUri }],
    ['the addresses of two services', { ...uris, AzureWebJobsStorage__blobServiceUri: undefined }],
    ['blanks', { AzureWebJobsStorage: ' ' }],
  ])('is not named by %s', (_sentence, environment) => {
    const problems = problemsOf({ ...MINIMAL, ...environment });

    expect(problems).toEqual([
      {
        key: 'AzureWebJobsStorage',
        message: 'No storage account is named.',
        fix: 'Set AzureWebJobsStorage (a connection string), or AzureWebJobsStorage__accountName, or all of AzureWebJobsStorage__blobServiceUri, AzureWebJobsStorage__queueServiceUri and AzureWebJobsStorage__tableServiceUri.',
      },
    ]);
  });
});
