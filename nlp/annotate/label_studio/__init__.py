"""Label Studio: the labelling configuration, tasks with pre-annotations, and completed tasks back."""

from nlp.annotate.label_studio.export import write_tasks
from nlp.annotate.label_studio.read import read_tasks

__all__ = ["read_tasks", "write_tasks"]
