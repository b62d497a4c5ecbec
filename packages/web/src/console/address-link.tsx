import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { type Address, writeAddress } from './address.ts';

interface AddressLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly to: Partial<Address> & Pick<Address, 'screen'>;
}

/** A real link: it opens in a new tab, can be copied, and stays in this page when it is simply followed. */
export function AddressLink({ to, onClick, children, ...rest }: AddressLinkProps) {
  const { history } = useRouter();
  const href = writeAddress({ subject: null, filters: {}, ...to });
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
    if (event.defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return;
    event.preventDefault();
    history.push(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}
