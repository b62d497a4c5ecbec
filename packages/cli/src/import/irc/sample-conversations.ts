/**
 * Conversations written for this project, so that a demonstration needs no foreign logs.
 *
 *     +3 lena: text         sent 3 minutes after the line above, in the channel
 *     #disk +3 lena: text   the same, and the root of thread `disk`
 *     >disk +1 tom: text    a reply in that thread
 */
export type SampleCompany = 'acme' | 'globex';

export interface SampleChannel {
  readonly company: SampleCompany;
  readonly name: string;
  /** Minutes before the end of the sample at which the channel's first line is sent. */
  readonly startsBeforeEndMinutes: number;
  readonly script: string;
}

/** Handle → display name. */
export const samplePeople: Readonly<Record<string, string>> = {
  priya: 'Priya Nair',
  tom: 'Tom Adeyemi',
  lena: 'Lena Vogt',
  marcus: 'Marcus Hale',
  yuki: 'Yuki Sato',
  ines: 'Inês Carvalho',
  dario: 'Dario Conti',
  wanjiru: 'Wanjiru Kamau',
  oskar: 'Oskar Lindqvist',
};

const chatRollout = `
+0 priya: Morning. Today we move the whole support floor to the new chat, 140 people. Plan is in the pinned note.
+2 tom: Both nodes are up, database on its own disk, backups ran at 04:00 and I restored last night's into a scratch instance. It took 11 minutes.
+1 priya: That restore is the best news of the week.
#sso +4 lena: Single sign-on: I tested with my own account and one from the warehouse. The warehouse one came back with *no e-mail address in assertion*.
>sso +2 tom: The directory only fills \`mail\` for office staff. Warehouse accounts have \`userPrincipalName\` and nothing else.
>sso +1 lena: So either they fill the field or we map the other one.
>sso +3 priya: @lena map the other one. Waiting for the directory team costs us a week.
>sso +9 lena: Mapped and tested with three warehouse accounts. All in, all with the right names.
+5 marcus: Do I need to announce this to the floor or do you?
+1 priya: You, please. People believe it when their own lead says it.
+6 marcus: Done. First question back: "will my boss read my direct messages?"
+1 yuki: Fair question.
#dm +2 priya: Good one to answer in writing. Nobody here can read direct messages in passing. Legal can ask for an export, it needs two approvals, and it leaves an entry that cannot be removed.
>dm +3 marcus: Can I quote that word for word?
>dm +1 priya: Yes. And link the page that shows who can see a channel, people like to check for themselves.
>dm +7 yuki: I posted it with a screenshot in the floor channel. Eleven thumbs up so far.
#sockets +12 tom: Something to watch: we are at 96 sockets and the proxy says 60-second idle timeout. Heartbeat is 25 seconds so we should be fine, but I would like more headroom.
>sockets +2 lena: Who owns that proxy?
>sockets +1 tom: We do since March. I can raise it to five minutes, it is a reload, no dropped connections.
>sockets +1 priya: Do it after lunch, not while people are signing in for the first time.
>sockets +95 tom: Raised to 300 s. Reloaded, 131 sockets before and 131 after.
+4 yuki: Team two is in. One person typed their password into the channel.
+1 lena: Who, and did they change it?
+1 yuki: Already changed, message redacted, and I sat with them for a minute. No harm done.
+2 lena: Thanks. I ended their other sessions to be sure.
#names +8 marcus: Can channel names have spaces? The night shift wants "night shift".
>names +1 yuki: Dashes. \`night-shift\`.
>names +1 marcus: They will survive.
#phone +15 marcus: On the old phones in the packing hall the page loads but the keyboard covers the composer.
>phone +2 yuki: Which model? I have a drawer full of them.
>phone +1 marcus: The yellow ones with the scanner.
>phone +22 yuki: Reproduced. It is the vendor's keyboard in floating mode; docked works. I set it to docked in device management, they get it at the next restart.
>phone +3 marcus: Confirmed on two devices.
+18 priya: 138 of 140 signed in. The missing two are on holiday.
+1 tom: Peak was 42 messages a second at 10:30, when everybody said hello at once. p99 stayed at 9 ms.
+1 marcus: They are quieter now. Somewhat.
+3 priya: Old system goes read-only on Friday at 18:00, off a week later. Thank you all, that was the calmest rollout I have seen here.
`;

const incidents = `
+0 tom: Paging myself into the channel: disk on db-1 went from 71 % to 88 % since midnight.
+1 lena: I see it. Nothing slow yet, writes are at 2 ms.
#disk +1 tom: Thread for the disk. Top of the list is the write-ahead log, 61 GB, should be 8.
>disk +1 lena: A replication slot that nobody reads?
>disk +2 tom: Yes. \`reporting_old\`, inactive for nine hours. The reporting box was retired yesterday and the slot stayed.
>disk +1 lena: So the log is kept for a reader that will never come back.
>disk +1 tom: Exactly. I want to drop the slot. Second pair of eyes?
>disk +2 lena: Checked with @yuki that the new reporting box uses \`reporting_2\` and is caught up. Drop it.
>disk +1 tom: Dropped at 06:52. Waiting for the checkpoint.
>disk +4 tom: 61 GB → 7.4 GB. Disk is back at 66 %.
+2 priya: Good morning. Do I have to tell anyone?
+1 lena: No. Nobody outside this channel noticed, no message was delayed.
+1 priya: Then I write it down and go and have breakfast.
#review +34 priya: Review of this morning, short. Alert fired at 85 %, we had about three hours left. What would have told us sooner?
>review +3 lena: An alert on inactive slots. It is one query, and it would have fired at 22:10 yesterday.
>review +2 tom: And a cap. \`max_slot_wal_keep_size\` at 20 GB: the slot breaks instead of the database.
>review +2 yuki: Plus a line in the checklist for retiring machines. I retired it, I did not think of the slot. Sorry.
>review +1 priya: No sorry needed, the checklist did not know either. @tom takes alert and cap, @yuki the checklist. Today?
>review +1 tom: Today.
>review +1 yuki: Today.
#key +140 lena: Different matter. An API key of the parcel tracker was used from an address in a country where we have no parcels.
>key +1 tom: How many calls?
>key +1 lena: Four, all refused. It is limited to our own address range, so they got *not permitted* and an entry in the audit log.
>key +1 tom: Then the key is out somewhere.
>key +2 lena: In a public repository, as of yesterday, 17:40. A contractor pushed a settings file.
>key +1 priya: Revoke first, ask later.
>key +1 lena: Revoked at 09:58. New key issued to the tracker with a narrower scope: it only needs to post, not to read.
>key +6 yuki: Tracker is posting again with the new key. Gap was four minutes, and it sent the missed ones by itself.
>key +11 lena: Went through the audit entries of the old key for 30 days: nothing but the tracker's own posts until last night. No data left.
>key +2 priya: Please tell the contractor kindly. And turn on the check that refuses such files.
+9 lena: Told kindly. He was more shocked than we were.
+45 tom: Alert on inactive slots is live. I made a useless slot to see it fire: 70 seconds from slot to page.
+1 lena: I got that page. In the middle of a call. Well tested.
+1 tom: You are welcome.
+3 yuki: Checklist updated, with a link to the review.
+2 priya: Closing both. Time from page to cause: six minutes and nine minutes. Very good.
`;

const releasePlanning = `
+0 ines: Release 4.2 planning. Freeze is Wednesday noon, ship on the Tuesday after. What is in, what is at risk?
+2 dario: In: threads in the mobile view, faster search, the new export. All merged, all behind flags that are on in staging.
+1 wanjiru: In from me: accessibility fixes for the member list, and keyboard shortcuts can be changed.
#migration +2 oskar: At risk: the migration that splits the attachments table. On a copy of our largest customer it ran 48 minutes.
>migration +1 ines: With writes going on?
>migration +1 oskar: Yes, it goes in chunks of 20 ms, nobody waits. It is just long, and if someone restarts in the middle it has to pick up where it was.
>migration +1 dario: Does it?
>migration +2 oskar: I killed it eleven times. Ten times it went on, once it counted a chunk twice. The rows were right, the progress bar was wrong.
>migration +3 ines: Then fix the bar and keep it in, or take it out?
>migration +4 oskar: Fix is small. I would like @wanjiru to read it, she wrote the chunking.
>migration +2 wanjiru: Send it over, I read it before lunch.
>migration +96 wanjiru: Read it. One question about the last chunk when the table is empty, otherwise good.
>migration +14 oskar: Right, an empty table never finished. Fixed, with a test that failed before.
>migration +3 wanjiru: Approved.
+4 ines: Who writes the release notes this time?
+1 wanjiru: I can. Please send me one sentence each, in words a customer would use.
+1 dario: "Search is faster" is a sentence.
+1 wanjiru: How much faster, for whom?
+2 dario: Half a second instead of two, in workspaces with more than a million messages.
+1 wanjiru: *That* is a sentence.
#flags +25 dario: Question on flags: do we turn the mobile threads on for everybody on Tuesday or in steps?
>flags +2 ines: Steps. Ten percent on Tuesday, half on Thursday, all on Monday.
>flags +1 dario: By workspace, not by person, please. Two people in one channel should see the same thing.
>flags +1 ines: Agreed, by workspace.
>flags +5 oskar: Ten percent by workspace can be one very large customer and nobody else. I will pick the list by hand and spread the sizes.
>flags +1 ines: Even better.
+30 wanjiru: Screen reader test of the member list: the count was read twice. Fixed, it was one label too many.
#rollback +40 oskar: Rollback plan is written. Old version runs against the new schema, I tested that with yesterday's load. The only thing lost on the way back is the order of custom shortcuts.
>rollback +2 ines: Who decides on the day?
>rollback +1 oskar: Whoever is on call, without asking. If more than one in a thousand sends fails for five minutes, go back first and think afterwards.
>rollback +1 dario: I am on call. I am fine with that.
+12 ines: Then we are set. Freeze holds, no guests after Wednesday noon, not even nice ones.
+1 dario: I have a very nice one.
+1 ines: 4.3.
+1 dario: Worth a try.
+1420 ines: Freeze. Branch is cut, candidate 1 is in staging with last week's traffic.
+55 wanjiru: Release notes are in review. They fit on one page, for the first time.
#memory +70 oskar: Candidate 1 after an hour: memory grows 30 MB per hour on the socket nodes. 4.1 did not.
>memory +2 dario: Mine, I think. The mobile view keeps the thread it left open.
>memory +35 dario: It was. Two lines and a test with a thousand opened threads. Candidate 2 is building.
>memory +180 oskar: Candidate 2, three hours: flat.
+3 ines: Candidate 2 it is. Tuesday, 09:00, with coffee.
+1 wanjiru: And cake. It has been a good one.
`;

export const sampleChannels: readonly SampleChannel[] = [
  { company: 'acme', name: 'chat-rollout', startsBeforeEndMinutes: 3_000, script: chatRollout },
  { company: 'acme', name: 'incidents', startsBeforeEndMinutes: 480, script: incidents },
  { company: 'globex', name: 'release-planning', startsBeforeEndMinutes: 2_280, script: releasePlanning },
];
