import type { Fields } from './exchange.ts';
import type { Extension, ExtensionSpec } from './machineState.ts';

/** The version that is installed when none is asked for. */
const NEWEST_VERSION = '2.2.0.0';

/** The full version of the handler: four parts, whatever was asked for. */
export function fullVersion({ typeHandlerVersion }: ExtensionSpec): string {
  if (typeHandlerVersion === undefined) return NEWEST_VERSION;
  const parts = typeHandlerVersion.split('.');
  return [...parts, '0', '0', '0'].slice(0, Math.max(4, parts.length)).join('.');
}

/** An extension as every call shows it. `instanceView` comes with the first word of the handler; secrets never come back. */
export function extensionView(extension: Extension): Fields {
  const { spec, status } = extension;
  const version = status === undefined ? spec.typeHandlerVersion : fullVersion(spec);
  const instanceView = status && {
    name: extension.name,
    type: spec.type,
    typeHandlerVersion: fullVersion(spec),
    status,
  };
  return structuredClone({
    id: extension.id,
    name: extension.name,
    type: 'Microsoft.HybridCompute/machines/extensions',
    location: extension.location,
    ...(extension.tags && { tags: extension.tags }),
    properties: {
      publisher: spec.publisher,
      type: spec.type,
      ...(version !== undefined && { typeHandlerVersion: version }),
      autoUpgradeMinorVersion: spec.autoUpgradeMinorVersion ?? false,
      // Recorded: comes back true though the request did not say so.
      enableAutomaticUpgrade: spec.enableAutomaticUpgrade ?? true,
      ...(spec.forceUpdateTag !== undefined && { forceUpdateTag: spec.forceUpdateTag }),
      ...(spec.settings && { settings: spec.settings }),
      provisioningState: extension.provisioningState,
      ...(instanceView && { instanceView }),
    },
  });
}
