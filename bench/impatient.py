"""`mooc` whose relay may take one second for each answer, not up to ten minutes: `python -m bench.impatient work`."""

from functools import partial

if __name__ == "__main__":
    from mooc.cli import main
    from mooc.delivery.transports.wire import carrier

    carrier.Times = partial(carrier.Times, command=1.0, data=1.0, block=1.0, final_dot=1.0)
    main()
