"""Lets each run have tags of its own.

Locust takes the tasks without a tag out of the user classes once, at a process's first run. Later runs with other tags
would silently do what the first one did.
"""

from locust import User
from locust.env import Environment

_filter_once = Environment._filter_tasks_by_tags


def install() -> None:
    Environment._filter_tasks_by_tags = _filter_tasks_by_tags


def classes_with_tasks(environment: Environment, classes: "list[type[User]]") -> "list[type[User]]":
    """Returns the user classes that have a task with one of the tags of `parsed_options`: others cannot start."""
    environment._filter_tasks_by_tags()
    # Some do their work without tasks.
    return [one for one in classes if one.tasks or not all_tasks(environment).get(one)]


def _filter_tasks_by_tags(environment: Environment) -> None:
    for holder, tasks in all_tasks(environment).items():
        holder.tasks = list(tasks)
    environment._tasks_filtered = False
    _filter_once(environment)


def all_tasks(environment: Environment) -> dict:
    """Returns the tasks of every user class and task set as the script gave them."""
    found = getattr(environment, "_understudy_tasks", None)
    if found is None:
        found = {}
        for user_class in [*(environment.available_user_classes or {}).values(), *environment.user_classes]:
            _remember(user_class, found)
        environment._understudy_tasks = found
    return found


def _remember(holder: type, found: dict) -> None:
    if holder in found:
        return
    found[holder] = list(holder.tasks)
    for task in holder.tasks:
        if hasattr(task, "tasks"):
            _remember(task, found)
