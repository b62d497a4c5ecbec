import type { Block } from '@wardroom/markdown';
import { memo } from 'react';
import { blocksAtOnce, Gradual } from './gradual.tsx';
import { Inlines, type PieceProps, type TreeProps } from './inlines.tsx';

type TableBlock = Extract<Block, { kind: 'table' }>;
type Cells = TableBlock['head'];

const lookOf = (aligns: TableBlock['aligns'], column: number) => `cell-${aligns[column] ?? 'left'}`;

export function Table({ table, mention }: TreeProps & { readonly table: TableBlock }) {
  const { aligns } = table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls; the keyboard must reach it.
    <div className="table-place" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.head.map((inlines, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
              <th key={column} className={lookOf(aligns, column)}>
                <Inlines inlines={inlines} mention={mention} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gradual
            all={table.rows}
            size={blocksAtOnce}
            draw={(piece) => <RowPiece piece={piece} aligns={aligns} mention={mention} />}
          />
        </tbody>
      </table>
    </div>
  );
}

const RowPiece = memo(
  ({ piece, aligns, mention }: PieceProps<Cells> & { readonly aligns: TableBlock['aligns'] }) =>
    piece.map((row, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
      <tr key={line}>
        {row.map((inlines, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
          <td key={column} className={lookOf(aligns, column)}>
            <Inlines inlines={inlines} mention={mention} />
          </td>
        ))}
      </tr>
    )),
);
