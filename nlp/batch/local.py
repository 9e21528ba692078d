"""A batch on this machine: as many shards at a time as there are workers, each document in a contained child process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from nlp.batch.folder import Batch
from nlp.batch.shard import ShardResult, analyze_shard
from nlp.pipeline.contained import ContainedAnalyzer


def run_here(batch: Batch, *, workers: int) -> Iterator[ShardResult]:
    """Does the shards that are pending and gives each when it is done and on disk.

    Every worker has a shard of its own, so that a document that takes long holds up no other shard.
    """
    with ContainedAnalyzer(batch.config, as_of=batch.plan.as_of, workers=workers) as analyzer:
        threads = ThreadPoolExecutor(workers, thread_name_prefix="donthu-shard")

        def analyze(shard: int) -> ShardResult:
            return analyze_shard(
                shard, batch.inputs(shard), analyzer.analyze_line, format=batch.plan.format, folder=batch.workplace(shard)
            )

        pending = batch.pending()
        waiting: set[Future[ShardResult]] = {threads.submit(analyze, shard) for shard in islice(pending, workers)}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    waiting |= {threads.submit(analyze, shard) for shard in islice(pending, 1)}
                    batch.commit(result)
                    yield result
        finally:
            # Whoever interrupts does not wait: what the children are at is lost, and done again by the next run.
            analyzer.close()
            threads.shutdown(cancel_futures=True)
