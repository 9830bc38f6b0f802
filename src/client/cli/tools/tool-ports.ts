import type { DeliveryAccount, DeliverySigner } from '../../../core/delivery-url';

/** What is known of the account whose delivery URLs are worked on. */
export interface DeliveryPort extends Pick<DeliveryAccount, 'cloudName'> {
  /** Absent where the settings have no API secret: signed URLs then cannot be changed. */
  sign?: DeliverySigner;
}

/** A folder of a Cloudinary account. */
export interface CloudFolder {
  path: string;
  name: string;
}

/** What the commands of the URL tools need of services; wired by the composition root. */
export interface ToolPorts {
  /** Reads the account out of the settings, or out of a credentials profile. */
  deliveryAccount(profile: string | undefined): DeliveryPort;
  /** All folders below a folder (`''`: of the account), those of each right after it. */
  listFolders(below: string, profile: string | undefined): AsyncIterable<CloudFolder>;
}
