/** Light or dark, as chosen or as the system has it, and the colours of statuses in both. */
import * as tokens from '@cloudscape-design/design-tokens';
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useLayoutEffect, useSyncExternalStore } from 'react';
import { targetStatuses, type TargetStatus } from '../../core/fleet.ts';
import { useCell } from './use-cell.ts';
import { statusSlug } from '../words/status-words.ts';
import { appearance } from './preferences.ts';

/** Each is seen on the background of light and of dark (3 : 1), but that of what waits: it is the track of the bar. */
const colours: Readonly<Record<TargetStatus, string>> = {
  SUCCEEDED: tokens.colorTextStatusSuccess,
  FAILED: tokens.colorTextStatusError,
  LOST: tokens.colorChartsPurple600,
  BLOCKED: tokens.colorTextStatusWarning,
  CANCELLED: tokens.colorTextStatusInactive,
  SKIPPED: tokens.colorChartsStatusNeutral,
  AWAITING_INPUT: tokens.colorChartsOrange500,
  RUNNING: tokens.colorTextStatusInfo,
  QUEUED: tokens.colorChartsBlue1400,
  PENDING: tokens.colorBorderDividerDefault,
};
const others: Readonly<Record<string, string>> = {
  '--divider': tokens.colorBorderDividerDefault,
  '--background': tokens.colorBackgroundLayoutMain,
  '--text': tokens.colorTextBodyDefault,
  '--text-quiet': tokens.colorTextBodySecondary,
  '--focus': tokens.colorBorderItemFocused,
  '--link': tokens.colorTextLinkDefault,
  '--background-added': tokens.colorBackgroundStatusSuccess,
  '--background-removed': tokens.colorBackgroundStatusError,
};

const systemDark = matchMedia('(prefers-color-scheme: dark)');

const useSystemDark = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      systemDark.addEventListener('change', changed);
      return () => {
        systemDark.removeEventListener('change', changed);
      };
    },
    () => systemDark.matches,
  );

export function useIsDark(): boolean {
  const chosen = useCell(appearance);
  const system = useSystemDark();
  return chosen === 'system' ? system : chosen === 'dark';
}

/** Applies it to the page as a whole. The tokens have a value of their own in dark: below the body, where the mode is. */
export function useAppearance(): void {
  const dark = useIsDark();
  useLayoutEffect(() => {
    applyMode(dark ? Mode.Dark : Mode.Light);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  useLayoutEffect(() => {
    const ofStatuses = targetStatuses.map((status) => [`--status-${statusSlug(status)}`, colours[status]] as const);
    for (const [name, token] of [...ofStatuses, ...Object.entries(others)]) document.body.style.setProperty(name, token);
  }, []);
}
