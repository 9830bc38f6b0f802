import type { State } from '../state/state';
import type { InputCopies } from '../tables/input-copies';

/** What reports are made of. */
export interface ReportPorts {
  state: Pick<State, 'outcomes' | 'batchRows'>;
  copies: InputCopies;
  /** Cells that a spreadsheet would take for formulas are put out of action: setting FERRY_SAFE_CELLS. */
  safeCells: boolean;
}
