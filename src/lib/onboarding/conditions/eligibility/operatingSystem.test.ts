import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import type { OperatingSystem } from '../../machine.ts';
import { isWindows, joinable, newEnough, withDesktop } from './operatingSystem.ts';
import type { EligibilityRule } from './rule.ts';

const verdict = (rule: EligibilityRule, os: OperatingSystem) => rule(evidence({ machine: { os } }))?.reason;

describe('the system has to be Windows', () => {
  it.each<[OperatingSystem, string | undefined]>([
    [{ type: 'windows' }, undefined],
    [{ type: 'Windows' }, undefined],
    [{ type: 'linux' }, 'NotWindows'],
    [{ version: '10.0.26100.1' }, undefined],
  ])('%o: %s', (os, expected) => {
    expect(verdict(isWindows, os)).toBe(expected);
  });
});

describe('the build has to be 26100 or later', () => {
  it.each<[string, OperatingSystem, string | undefined]>([
    ['Windows Server 2025', { sku: 'Windows Server 2025 Standard', version: '10.0.26100.4061' }, undefined],
    ['Windows 11 24H2', { sku: 'Windows 11 Enterprise', version: '10.0.26100.1' }, undefined],
    ['Windows 11 25H2', { sku: 'Windows 11 Pro', version: '10.0.26200.7019' }, undefined],
    ['a hardened image', { sku: 'CIS Microsoft Windows Server 2025 Level 1', version: '10.0.26100.2' }, undefined],
    ['an image with any name', { sku: 'golden-image-7', version: '10.0.26100.2' }, undefined],
    ['Windows Server 2022', { sku: 'Windows Server 2022 Datacenter', version: '10.0.20348.2700' }, 'OsTooOld'],
    ['Windows Server 23H2', { version: '10.0.25398.1' }, 'OsTooOld'],
    ['Windows 11 23H2', { version: '10.0.22631.4000' }, 'OsTooOld'],
    ['the build before', { version: '10.0.26099.9' }, 'OsTooOld'],
    ['a version without a build', { version: '10.0' }, 'OsUnknown'],
    ['no version', {}, 'OsUnknown'],
  ])('%s', (_what, os, expected) => {
    expect(verdict(newEnough, os)).toBe(expected);
  });

  it('says which build it found, on what', () => {
    const os = { sku: 'Windows Server 2022 Datacenter', version: '10.0.20348.2700' };

    expect(newEnough(evidence({ machine: { os } }))?.message).toMatch(
      /^Windows Server 2022 Datacenter has build 20348;/,
    );
    expect(newEnough(evidence({ machine: { os: { version: '10.0.1' } } }))?.message).toMatch(
      /^The operating system has/,
    );
  });
});

describe('the server has to have its desktop', () => {
  it.each<[OperatingSystem, string | undefined]>([
    [{ edition: 'serverdatacenter', sku: 'Windows Server 2025 Datacenter' }, undefined],
    [{ edition: 'serverdatacentercore' }, 'ServerCore'],
    [{ edition: 'ServerStandardCor' }, 'ServerCore'],
    [{ sku: 'Windows Server 2025 Datacenter (Server Core)' }, 'ServerCore'],
    [{ sku: 'Windows Server 2025 Datacenter Azure Edition Core' }, 'ServerCore'],
    // These are editions of Windows 11 Home.
    [{ edition: 'core', sku: 'Windows 11 Home' }, undefined],
    [{ edition: 'CoreSingleLanguage' }, undefined],
    [{ sku: 'Windows Server 2025 Scorecard' }, undefined],
    [{}, undefined],
  ])('%o: %s', (os, expected) => {
    expect(verdict(withDesktop, os)).toBe(expected);
  });
});

describe('the edition has to be one that can join', () => {
  it.each<[OperatingSystem, string | undefined]>([
    [{ edition: 'core', sku: 'Windows 11 Home' }, 'WindowsHome'],
    [{ edition: 'CoreSingleLanguage' }, 'WindowsHome'],
    [{ edition: 'coren' }, 'WindowsHome'],
    [{ edition: 'corecountryspecific' }, 'WindowsHome'],
    [{ sku: 'Microsoft Windows 11 Home N' }, 'WindowsHome'],
    [{ edition: 'professional', sku: 'Windows 11 Pro' }, undefined],
    [{ edition: 'enterprise' }, undefined],
    [{ edition: 'serverdatacentercore' }, undefined],
    [{ sku: 'Windows 11 Enterprise, homebrew image' }, undefined],
    [{}, undefined],
  ])('%o: %s', (os, expected) => {
    expect(verdict(joinable, os)).toBe(expected);
  });

  it('says which it is', () => {
    expect(joinable(evidence({ machine: { os: { sku: 'Windows 11 Home' } } }))?.message).toBe(
      'Windows 11 Home is a Home edition, which cannot join Microsoft Entra.',
    );
  });
});
