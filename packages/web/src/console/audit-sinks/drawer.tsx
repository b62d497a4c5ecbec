import type { AuditSinkView } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { FormNotice, useSubmission } from '../../ui/form.tsx';
import { IdText } from '../../ui/id.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { Act } from '../act.tsx';
import { CliLines } from '../cli-line.tsx';
import { api } from '../command-lines.ts';
import { Drawer } from '../drawer.tsx';
import { Moment } from '../when.tsx';
import { EditFeed } from './edit.tsx';
import { FaultText, FeedLag, FeedState, FeedTrouble, useFault } from './facts.tsx';
import { DeadLetters } from './letters.tsx';
import { Replay } from './replay.tsx';

interface FeedDrawerProps {
  readonly sink: AuditSinkView;
  readonly isManager: boolean;
  readonly onChange: () => void;
  readonly onRemoved: () => void;
}

export function FeedDrawer({ sink, isManager, onChange, onRemoved }: FeedDrawerProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  return (
    <Drawer title={<bdi>{sink.name}</bdi>}>
      <FeedTrouble sink={sink} />
      <FeedFacts sink={sink} />
      {sink.refused > 0 ? <DeadLetters {...{ sink, isManager, onChange }} /> : null}
      {isManager ? (
        <>
          <Edit sink={sink} onChange={onChange} />
          <Test sink={sink} onChange={onChange} />
          <PauseOrResume sink={sink} onChange={onChange} />
          <section className="drawer-part">
            <Replay sink={sink} onChange={onChange} />
          </section>
        </>
      ) : null}
      {isManager ? (
        <Act
          label={t('feeds.remove')}
          danger
          line={api('audit.sinks.remove', { sinkId: sink.id })}
          asks={{
            title: t('feeds.removeTitle'),
            text: t('feeds.removeText', { name: sink.name }),
            action: t('feeds.removeNow'),
          }}
          send={() => call('audit.sinks.remove', { sinkId: sink.id })}
          onDone={() => {
            onRemoved();
            onChange();
          }}
        />
      ) : null}
    </Drawer>
  );
}

function FeedFacts({ sink }: { sink: AuditSinkView }) {
  const { t } = useTexts();
  const { destination, lastFault, failingSince, deliveredAt } = sink;
  return (
    <Facts>
      <Fact label={t('feeds.state')}>
        <FeedState sink={sink} />
      </Fact>
      <Fact label={t('feeds.kind')}>{t(`feeds.kind.${destination.kind}`)}</Fact>
      {destination.kind === 'file' ? null : (
        <Fact label={t('feeds.address')}>
          <bdi className="mono">{destination.address}</bdi>
        </Fact>
      )}
      <Fact label={t('feeds.lag')}>
        <FeedLag sink={sink} />
      </Fact>
      <Fact label={t('feeds.next')}>{t('feeds.number', { count: sink.nextIndex })}</Fact>
      <Fact label={t('feeds.delivered')}>
        {deliveredAt === null ? t('feeds.never') : <Moment at={deliveredAt} />}
      </Fact>
      {failingSince === null ? null : (
        <>
          <Fact label={t('feeds.failingSince')}>
            <Moment at={failingSince} />
          </Fact>
          <Fact label={t('feeds.nextAttempt')}>
            <Moment at={sink.nextAttemptAt} />
          </Fact>
        </>
      )}
      {lastFault === null || failingSince === null ? null : (
        <Fact label={t('feeds.fault')}>
          <FaultText attempt={lastFault} />
        </Fact>
      )}
      <Fact label={t('console.id')}>
        <IdText id={sink.id} what={t('console.id')} />
      </Fact>
    </Facts>
  );
}

interface PartProps {
  readonly sink: AuditSinkView;
  readonly onChange: () => void;
}

function Edit({ sink, onChange }: PartProps) {
  const { t } = useTexts();
  const [editing, setEditing] = useState(false);
  return (
    <section className="drawer-part">
      <button type="button" className="button" onClick={() => setEditing(true)}>
        {t('feeds.edit')}
      </button>
      {editing ? <EditFeed sink={sink} onClose={() => setEditing(false)} onChanged={onChange} /> : null}
    </section>
  );
}

const lookEveryMs = 1_000;

/** The node that feeds sends it; its end comes into the list within seconds. */
function Test({ sink, onChange }: PartProps) {
  const { t } = useTexts();
  const faultOf = useFault();
  const { call } = useWorkspace();
  const [isAsked, setAsked] = useState(false);
  const { isTesting, lastTest } = sink;
  const { busy, failure, submit } = useSubmission(async () => {
    await call('audit.sinks.test', { sinkId: sink.id });
    setAsked(true);
    onChange();
  });
  useEffect(() => {
    if (!isTesting) return;
    const timer = setInterval(onChange, lookEveryMs);
    return () => clearInterval(timer);
  }, [isTesting, onChange]);
  return (
    <section className="drawer-part">
      <form onSubmit={submit}>
        <button type="submit" className="button" disabled={busy || isTesting}>
          {t(busy || isTesting ? 'feeds.testing' : 'feeds.test')}
        </button>
        <FormNotice failure={failure} />
      </form>
      <p role="status" className="quiet">
        {!isAsked || isTesting || lastTest === null
          ? ''
          : lastTest.fault === null
            ? t('feeds.testOk')
            : t('feeds.testFailed', { fault: faultOf(lastTest) ?? t('feeds.fault.unreachable') })}
      </p>
      <CliLines lines={[api('audit.sinks.test', { sinkId: sink.id })]} />
    </section>
  );
}

function PauseOrResume({ sink, onChange }: PartProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const runs = sink.state === 'active';
  const { busy, failure, submit } = useSubmission(async () => {
    if (runs) await call('audit.sinks.pause', { sinkId: sink.id });
    else await call('audit.sinks.resume', { sinkId: sink.id });
    onChange();
  });
  return (
    <section className="drawer-part">
      <form onSubmit={submit}>
        <button type="submit" className="button" disabled={busy}>
          {t(runs ? 'feeds.pause' : 'feeds.resume')}
        </button>
        <FormNotice failure={failure} />
      </form>
      <CliLines lines={[api(runs ? 'audit.sinks.pause' : 'audit.sinks.resume', { sinkId: sink.id })]} />
    </section>
  );
}
