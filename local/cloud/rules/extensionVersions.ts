import { CLOUD_TRAITS } from './clouds.ts';
import { answer, type CloudReply, refuse } from './exchange.ts';
import type { Call, Route } from './routes.ts';
import type { World } from './world.ts';

/** A region, in every cloud, that does not have AADLoginForWindows: what happens there can be seen. */
export const REGION_WITHOUT_ENTRA_SIGN_IN = 'brazilsoutheast';

/** The extensions that this cloud knows of, and the versions of each (Microsoft's template names this one). */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'microsoft.azure.activedirectory/aadloginforwindows': ['2.1.0.0'],
};

/** Which versions of an extension a region has (ExtensionMetadata_List). */
export function extensionVersionRoutes(world: World): Route[] {
  const type = 'locations/{location}/publishers/{publisher}/extensionTypes/{type}';
  return [
    {
      template: `/subscriptions/{subscription}/providers/Microsoft.HybridCompute/${type}/versions`,
      resource: 'locations/publishers/extensionTypes/versions',
      hybridCompute: true,
      methods: { GET: (call) => listVersions(world, call) },
    },
  ];
}

/** A region that has no version answers an empty list; what Azure answers there is UNCONFIRMED. */
function listVersions(world: World, { params }: Call): CloudReply {
  const { subscription = '', location = '', publisher = '', type = '' } = params;
  const region = regionOf(location);
  if (!regionsOf(world).includes(region)) return unknownRegion(location, regionsOf(world));
  const offered = region === REGION_WITHOUT_ENTRA_SIGN_IN ? [] : (VERSIONS[`${publisher}/${type}`.toLowerCase()] ?? []);
  const parent = `/subscriptions/${subscription}/Providers/Microsoft.HybridCompute/locations/${region}/publishers/${publisher}/extensionTypes/${type}`;
  return answer(200, {
    value: offered.map((version) => ({
      id: `${parent}/versions/${version}`,
      properties: { version, extensionType: type, publisher },
    })),
  });
}

function regionsOf({ cloud }: World): string[] {
  return [...CLOUD_TRAITS[cloud].locations.map(regionOf), REGION_WITHOUT_ENTRA_SIGN_IN];
}

/** `China North 3` and `chinanorth3` are the same region. */
function regionOf(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}

function unknownRegion(location: string, regions: readonly string[]): CloudReply {
  const message = `No registered resource provider found for location '${location}' for type 'locations/publishers/extensionTypes/versions'. The supported locations are '${regions.join(',')}'.`;
  return refuse(400, 'NoRegisteredProviderFound', message);
}
