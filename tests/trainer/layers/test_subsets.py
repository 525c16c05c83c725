import torch

from trainer.layers.subsets import stratified

LABELS = torch.tensor([0] * 40 + [1] * 10 + [2] * 1)[torch.randperm(51, generator=torch.Generator().manual_seed(3))]


def kept(share: float, seed: int = 0) -> torch.Tensor:
    return stratified(LABELS, share, torch.Generator().manual_seed(seed))


def test_every_class_keeps_its_share_and_at_least_one() -> None:
    places = kept(0.3)
    assert LABELS[places].bincount().tolist() == [12, 3, 1]
    assert len(places.unique()) == len(places)


def test_places_stand_in_order() -> None:
    assert torch.equal(kept(0.5), kept(0.5).sort().values)


def test_a_smaller_share_is_part_of_a_larger_one() -> None:
    assert set(kept(0.2).tolist()) < set(kept(0.6).tolist())


def test_another_seed_chooses_others() -> None:
    assert kept(0.5, 1).tolist() != kept(0.5, 2).tolist()


def test_a_class_that_has_no_example_is_no_error() -> None:
    labels = torch.tensor([0, 2, 2])
    assert labels[stratified(labels, 0.5, torch.Generator().manual_seed(0))].tolist() == [0, 2]
