import { formatLocation, type Location } from '../core/location';
import type { Albums } from './albums';
import type { CallMeter, Destination, FactStore, ProviderContext, Source } from './provider';
import { openAlbums, openDestination, openSource } from './registry';

interface SettingsReader {
  setting(key: string, profile?: string): string | undefined;
}

interface Facts {
  get(scope: string, name: string): Promise<string | undefined>;
  set(scope: string, name: string, value: string): Promise<void>;
  claim(scope: string, name: string, value: string): Promise<string>;
}

/** What of a spec says where it reads and writes. */
interface Ends {
  source: Location;
  destination: Location;
  leaveQuota: number;
}

/** Opened locations, so that operations of a job share connections. Settings are read anew after `forget`. */
export class LocationCache {
  private readonly sources = new Map<string, Source>();
  private readonly destinations = new Map<string, Destination>();
  private readonly services = new Map<string, Albums>();
  private settings: SettingsReader | undefined;

  constructor(
    private readonly loadSettings: () => SettingsReader,
    private readonly facts: Facts,
    private readonly meter: CallMeter,
  ) {}

  source({ source, leaveQuota }: Ends): Source {
    return this.sourceAt(source, leaveQuota);
  }

  /** Opens a location that is one of several a job reads from. */
  sourceAt(source: Location, leaveQuota: number): Source {
    return remembered(this.sources, `${formatLocation(source)} ${leaveQuota}`, () =>
      openSource(source, this.contextFor(source, leaveQuota)),
    );
  }

  destination({ destination, leaveQuota }: Omit<Ends, 'source'>): Destination {
    return remembered(this.destinations, `${formatLocation(destination)} ${leaveQuota}`, () =>
      openDestination(destination, this.contextFor(destination, leaveQuota)),
    );
  }

  /** The service of one half of a job that keeps albums in step. */
  albumsOf({ sync, leaveQuota }: { sync: { services: Location[] }; leaveQuota: number }, half: string): Albums {
    const location = sync.services.find(({ provider }) => provider === half);
    if (location === undefined) throw new Error(`the job has no half ${half}`);
    return this.albums(location, leaveQuota);
  }

  private albums(location: Location, leaveQuota: number): Albums {
    return remembered(this.services, `${formatLocation(location)} ${leaveQuota}`, () =>
      openAlbums(location, this.contextFor(location, leaveQuota)),
    );
  }

  /** Credentials may have been mended: what is opened next reads its settings again. */
  forget(): void {
    this.sources.clear();
    this.destinations.clear();
    this.services.clear();
    this.settings = undefined;
  }

  private contextFor({ profile }: Location, leaveQuota: number): ProviderContext {
    this.settings ??= this.loadSettings();
    const { settings, facts, meter } = this;
    return {
      meter,
      setting: (key) => settings.setting(key, profile),
      leaveQuota,
      factsOf: (scope): FactStore => ({
        get: (name) => facts.get(scope, name),
        set: (name, value) => facts.set(scope, name, value),
        claim: (name, value) => facts.claim(scope, name, value),
      }),
    };
  }
}

function remembered<T>(cache: Map<string, T>, key: string, open: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const opened = open();
  cache.set(key, opened);
  return opened;
}
