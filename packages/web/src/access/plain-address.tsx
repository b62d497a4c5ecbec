/** No link: what it says is to be read. Its host stands out, for the rest of an address can be made to look like one. */
export function PlainAddress({ url }: { url: string }) {
  if (!URL.canParse(url)) return <bdi className="plain-address">{url}</bdi>;
  const { protocol, host, pathname, search } = new URL(url);
  return (
    <bdi className="plain-address">
      {`${protocol}${host === '' ? '' : '//'}`}
      <strong>{host}</strong>
      <wbr />
      {pathname}
      {search}
    </bdi>
  );
}
