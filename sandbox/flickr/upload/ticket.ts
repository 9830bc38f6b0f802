import { randomInt } from 'node:crypto';
import type { JsonObject } from '../../frame/json';
import type { Account } from '../account';
import { listOf, type Call } from '../rest/call';

/** What an upload that nobody waits for comes to. */
export interface Ticket {
  id: string;
  /** Absent: the upload failed. */
  photo?: string;
  /** How often it will still be said that it is not complete. */
  checksLeft: number;
}

/** Gives a ticket for an upload that is done already; it says so after as many checks as the settings say. */
export function giveTicket(account: Account, photo: string | undefined): Ticket {
  const number = `${account.photos.count('tickets')}${randomInt(1000, 9999)}`;
  const id = `${number}-72157720000000000`;
  const ticket = { id, checksLeft: account.settings.ticketChecks, ...(photo === undefined ? {} : { photo }) };
  account.tickets.set(id, ticket);
  return ticket;
}

/** `flickr.photos.upload.checkTickets`: 0 not complete, 1 complete, 2 failed. */
export function checkTickets(call: Call): JsonObject {
  const { tickets } = call.account;
  const ticket = listOf(call, 'tickets').map((id): JsonObject => {
    const found = tickets.get(id);
    if (!found) return { id, invalid: 1 };
    const { checksLeft, photo } = found;
    if (checksLeft === 0) return photo === undefined ? { id, complete: 2 } : { id, complete: 1, photoid: photo };
    tickets.set(id, { ...found, checksLeft: checksLeft - 1 });
    return { id, complete: 0 };
  });
  return { uploader: { ticket } };
}
