import { ArrowDown, ArrowUp } from 'lucide-react';
import { Fragment, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { AddressLink } from './address-link.tsx';
import { useTableWindow } from './table-window.ts';
import { useAddress } from './use-address.ts';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  readonly kind?: 'mono' | 'number';
  /** The rows are in the order of this column. */
  readonly order?: 'ascending' | 'descending';
  /** On a phone: at the end of the first line, with its name before it, or, as beside a drawer, only in the drawer. */
  readonly phone?: 'end' | 'named' | 'away';
  /** Of a table that is long: there columns do not follow what stands in the rows that are in the page. */
  readonly width?: string;
}

interface TableProps<Row> {
  readonly label: string;
  /** The first one opens the row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
}

/** On a phone each row becomes two lines: roles are written out, because the change of display takes them away. */
export function Table<Row>({ label, columns: all, rows, idOf }: TableProps<Row>) {
  const columns = withFewFacts(all);
  const body = useRef<HTMLTableSectionElement>(null);
  const ids = useMemo(() => rows.map(idOf), [rows, idOf]);
  const [focused, setFocused] = useState<string | null>(null);
  const { drawn, endPx, measure, focus } = useTableWindow(body, ids, [focused, useAddress().subject]);
  const draw = (index: number, row = rows[index]) =>
    row === undefined ? null : (
      <TableRow id={ids[index] ?? ''} {...{ row, columns }} {...(drawn === null ? {} : { index, measure })} />
    );
  return (
    <div className="table-frame">
      <table
        className={drawn === null ? 'table' : 'table table-long'}
        // biome-ignore lint/a11y/noRedundantRoles: see above.
        role="table"
        aria-label={label}
        aria-rowcount={drawn === null ? undefined : rows.length + 1}
        onKeyDown={(event) => moveBetweenRows(event, ids, focus)}
        onFocus={({ target }) => setFocused(target.dataset['row'] ?? null)}
        onBlur={() => setFocused(null)}
      >
        {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
          <tr role="row" aria-rowindex={drawn === null ? undefined : 1}>
            {columns.map((column) => (
              <th
                key={column.label}
                // biome-ignore lint/a11y/noRedundantRoles: see above.
                role="columnheader"
                scope="col"
                aria-sort={column.order}
                data-phone={column.phone}
                className={column.kind === 'number' ? 'number' : undefined}
                style={drawn === null ? undefined : { width: column.width }}
              >
                {column.label}
                {column.order === undefined ? null : <OrderMark order={column.order} />}
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
        <tbody role="rowgroup" ref={body}>
          {drawn === null
            ? rows.map((row, index) => <Fragment key={ids[index]}>{draw(index, row)}</Fragment>)
            : drawn.map(({ index, gapPx }) => (
                <Fragment key={ids[index]}>
                  <Gap px={gapPx} />
                  {draw(index)}
                </Fragment>
              ))}
          <Gap px={endPx} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of rows that are not in the page. */
const Gap = ({ px }: { px: number }) =>
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus.
  px <= 0 ? null : <tr className="table-gap" aria-hidden="true" style={{ height: px }} />;

/** On a phone, and beside the drawer: of more than two facts the drawer tells. */
const facts = 2;

function withFewFacts<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const inLine = columns.slice(1).filter(({ phone }) => phone !== 'end' && phone !== 'away');
  const further = new Set(inLine.slice(facts));
  return columns.map((column) => (further.has(column) ? { ...column, phone: 'away' } : column));
}

function OrderMark({ order }: { order: 'ascending' | 'descending' }) {
  const Icon = order === 'ascending' ? ArrowUp : ArrowDown;
  return <Icon size={12} className="order-mark" aria-hidden="true" />;
}

interface TableRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  /** Of a table that is long. */
  readonly index?: number;
  readonly measure?: (row: HTMLElement | null) => void;
}

function TableRow<Row>({ id, row, columns, index: place, measure }: TableRowProps<Row>) {
  const { screen, subject, filters, open } = useAddress();
  const isOpen = id === subject;
  return (
    // The link in the first cell is the row for the keyboard.
    <tr
      // biome-ignore lint/a11y/noRedundantRoles: see Table.
      role="row"
      ref={measure}
      data-index={place}
      aria-rowindex={place === undefined ? undefined : place + 2}
      className={isOpen ? 'chosen' : undefined}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button') === null) open(id);
      }}
    >
      {columns.map((column, index) => (
        <td
          key={column.label}
          // biome-ignore lint/a11y/noRedundantRoles: see Table.
          role="cell"
          data-label={column.label}
          data-phone={column.phone}
          className={column.kind}
        >
          {index === 0 ? (
            <AddressLink
              to={{ screen, subject: id, filters }}
              className="row-link"
              data-row={id}
              aria-current={isOpen ? 'true' : undefined}
            >
              {column.cell(row)}
            </AddressLink>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

function moveBetweenRows(
  event: KeyboardEvent<HTMLTableElement>,
  ids: readonly string[],
  focus: (index: number) => void,
): void {
  const step = steps[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? ids.indexOf(focused.dataset['row'] ?? '') : -1;
  if (at === -1) return;
  event.preventDefault();
  focus(step(at, ids.length - 1));
}

/** Where the focus goes back to when the drawer closes. */
export const focusRow = (id: string): void =>
  [...document.querySelectorAll<HTMLElement>('.row-link')].find(({ dataset }) => dataset.row === id)?.focus();
