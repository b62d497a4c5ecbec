/** One page of a list that is walked by id: one row more is read than is shown, to know whether more follow. */
import type { Uuid } from '@wardroom/contract';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

/** Smaller than every id. */
export const startOfList = '00000000-0000-0000-0000-000000000000' as Uuid;

export const pageOf = <Row>(rows: readonly Row[], limit: number): Page<Row> => ({
  rows: rows.slice(0, limit),
  more: rows.length > limit,
});
