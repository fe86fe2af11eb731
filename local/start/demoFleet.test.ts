import { expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUD_TRAITS } from '../cloud/rules/clouds.ts';
import { demoFleet } from './demoFleet.ts';

it.each(CLOUD_NAMES)('the demo’s machines, and what they bring, are in a region of %s', (cloud) => {
  const regions = CLOUD_TRAITS[cloud].locations.map((name) => name.replaceAll(' ', '').toLowerCase());
  const fleet = demoFleet('s', cloud);

  const named = [...JSON.stringify(fleet).matchAll(/"location":"([^"]*)"/g)].map(([, region]) => region);

  expect(named.length).toBeGreaterThan(fleet.length);
  expect(regions).toEqual(expect.arrayContaining(named));
});
